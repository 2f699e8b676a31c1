import { Frame, fromArrow, toArrow } from '@windrow/frame';
import type { ComponentRegistry } from '../container/component-registry.js';
import { UnknownComponentError } from '../errors/container-errors.js';
import { CodecError } from '../errors/task-errors.js';
import { decodeValue, encodeValue } from '../store/codec.js';
import { nearestNames } from '../text/nearest-names.js';

/** What comes before every object that is no frame: this word, one line of JSON, then the payload. */
const MAGIC = 'windrow-object/1 ';
const ARROW_MAGIC = 'ARROW1';
const MAX_HEADER_BYTES = 4_096;

interface ObjectHeader {
  readonly encoding: string;
  /** Of an object that was saved by its own `save`: the component whose `load` makes it again. */
  readonly component?: string;
}

/** An object that knows how to save itself, such as a model. */
interface Saveable {
  save(): unknown;
}

export interface ObjectCodecOptions {
  /** Where the components are found that save and load themselves. */
  readonly components?: ComponentRegistry | undefined;
  /** The component's registered name; default: the name of the object's class. */
  readonly component?: string | undefined;
}

/**
 * An object as bytes that say themselves how to read them: a frame is an Arrow file, as it is; an object with a `save` method is
 * what that returned, under its component's name; everything else is a value of the codec.
 *
 * @throws CodecError for a value that cannot be stored, UnknownComponentError for an object with `save` that nobody could load again
 */
export async function encodeObject(value: unknown, options: ObjectCodecOptions = {}): Promise<Uint8Array> {
  if (Frame.isFrame(value)) return toArrow(value);
  if (!isSaveable(value)) return withHeader({}, encodeValue(value));
  const component = options.component ?? value.constructor.name;
  requireModel(options.components, component);
  return withHeader({ component }, encodeValue(await value.save()));
}

/**
 * The object in bytes that {@link encodeObject} made, or the frame of an Arrow file that anybody made. The bytes only ever choose
 * among the registered components; nothing is imported on their word.
 *
 * @throws CodecError for other bytes, FileFormatError for a damaged Arrow file, UnknownComponentError, InvalidComponentError
 */
export async function decodeObject(bytes: Uint8Array, options: ObjectCodecOptions = {}): Promise<unknown> {
  if (startsWith(bytes, ARROW_MAGIC)) return fromArrow(bytes);
  const { header, payload } = openHeader(bytes);
  const value = decodeValue({ encoding: header.encoding, bytes: payload });
  if (header.component === undefined) return value;
  return requireModel(options.components, header.component).load('model', { class: header.component }, value);
}

function requireModel(components: ComponentRegistry | undefined, name: string): ComponentRegistry {
  if (components?.has('model', name) === true) return components;
  const known = components?.names('model') ?? [];
  throw new UnknownComponentError('model', name, known, nearestNames(name, known));
}

function isSaveable(value: unknown): value is Saveable {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Saveable>).save === 'function';
}

function withHeader(
  more: { readonly component?: string },
  encoded: { readonly encoding: string; readonly bytes: Uint8Array },
): Uint8Array {
  const header: ObjectHeader = { encoding: encoded.encoding, ...more };
  return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`), encoded.bytes]);
}

function openHeader(bytes: Uint8Array): { readonly header: ObjectHeader; readonly payload: Uint8Array } {
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(0x0a);
  if (!startsWith(bytes, MAGIC) || end < 0) {
    throw new CodecError(
      'these bytes are no saved object. Read a file that was logged as it is with downloadArtifact().',
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(MAGIC.length, end)).toString());
  } catch (cause) {
    throw new CodecError('the header of the saved object is damaged.', { cause });
  }
  if (!isHeader(header)) throw new CodecError('the header of the saved object is damaged.');
  return { header, payload: bytes.slice(end + 1) };
}

function isHeader(value: unknown): value is ObjectHeader {
  if (typeof value !== 'object' || value === null) return false;
  const { encoding, component } = value as Record<string, unknown>;
  return typeof encoding === 'string' && (component === undefined || typeof component === 'string');
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}
