import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { type Key, type KeyMap, WindrowError } from '@windrow/core';
import { Frame, writeArrow, writeCsv, writeParquet } from '@windrow/frame';
import type { OutputSpec } from '@windrow/workflow';
import { mainArtifact } from './collect-objects.js';
import type { EnsembledObjects } from './ensemble-objects.js';

/** `OUTPUT_NOT_A_FRAME`: what should be written to a file of frames is none. */
export class OutputNotAFrameError extends WindrowError {
  readonly code = 'OUTPUT_NOT_A_FRAME';
  constructor(
    readonly file: string,
    readonly artifact: string,
    reason: string,
  ) {
    super(
      `output.files: ${file} cannot be written, ${artifact} ${reason}. Name a collected artifact whose objects are frames after the last step.`,
    );
  }
}

const writers: Readonly<Record<string, (path: string, frame: Frame) => Promise<void>>> = {
  '.arrow': writeArrow,
  '.csv': writeCsv,
  '.parquet': writeParquet,
};

/**
 * Writes the files that a workflow names, each whole or not at all. Where several forecasts are left, each goes into a file of its own
 * that has its key in the name.
 *
 * @param directory instead of the file's own
 * @returns the paths, in the order of the file
 * @throws OutputNotAFrameError before anything is written
 */
export async function writeOutputs(
  { files = [], directory: own = '.', summary }: OutputSpec,
  { artifacts, scores }: EnsembledObjects,
  facts: object,
  directory: string = own,
): Promise<readonly string[]> {
  const planned = files.flatMap(({ file, artifact = mainArtifact(artifacts) ?? 'pred' }) =>
    framesFor(file, artifact, artifacts.get(artifact)),
  );
  const paths: string[] = [];
  for (const { file, frame } of planned) {
    const path = await placeFor(directory, file);
    await (writers[extname(file)] as (typeof writers)[string])(path, frame);
    paths.push(path);
  }
  if (summary !== undefined) {
    const path = await placeFor(directory, summary);
    await writeFile(path, `${JSON.stringify({ schema: 'windrow/run-summary/1', ...facts, scores }, undefined, 2)}\n`);
    paths.push(path);
  }
  return paths;
}

async function placeFor(directory: string, file: string): Promise<string> {
  const path = resolve(directory, file);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

function framesFor(
  file: string,
  artifact: string,
  objects: KeyMap<unknown> | undefined,
): readonly { readonly file: string; readonly frame: Frame }[] {
  if (objects === undefined) throw new OutputNotAFrameError(file, artifact, 'was not collected');
  const taken = new Set<string>();
  return objects.sorted().map(([key, frame]) => {
    if (!Frame.isFrame(frame)) throw new OutputNotAFrameError(file, artifact, 'is no frame');
    if (objects.size === 1) return { file, frame };
    const ending = extname(file);
    const stem = `${file.slice(0, -ending.length)}-${fileText(key)}`;
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return { file: join(`${name}${ending}`), frame };
  });
}

/** A key as part of a file's name: letters, digits and a few marks that no file system minds. */
function fileText(key: Key): string {
  const parts = Array.isArray(key) ? (key as readonly Key[]).map(fileText) : [String(key)];
  return parts
    .join('-')
    .replaceAll(/[^\p{L}\p{N}.+_-]+/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
}
