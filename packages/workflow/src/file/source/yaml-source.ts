import type { JsonValue } from '@windrow/core';
import { type Document, parseAllDocuments, type YAMLParseError } from 'yaml';
import { WorkflowFileError, type WorkflowProblem } from '../../errors/workflow-file-error.js';
import type { Environment } from './expand-variables.js';
import { problemAt, type SourcePath, type Span } from './span.js';
import { type Places, walkYaml } from './walk-yaml.js';

const mostBytes = 1_048_576;

/** The value of a YAML text, and where in the text each part of it stands. */
export class YamlSource {
  private constructor(
    /** Named by messages. */
    readonly file: string,
    readonly text: string,
    readonly value: JsonValue,
    private readonly places: Places,
  ) {}

  /**
   * Reads one YAML 1.2 document of the core schema: no tags of its own, no key twice, aliases only as far as they stay small, variables
   * only where they are written. A date stays a text.
   *
   * @throws WorkflowFileError with all that is wrong
   */
  static parse(text: string, file: string, environment: Environment): YamlSource {
    const refuse = (span: Span, message: string): never => {
      throw new WorkflowFileError(file, [problemAt(text, span, [], message)]);
    };
    if (text.length > mostBytes) refuse([0, 1], `the file is larger than ${mostBytes} bytes, which no workflow is`);
    const documents = parseAllDocuments(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [document, second] = Array.isArray(documents) ? (documents as readonly Document.Parsed[]) : [];
    if (second !== undefined)
      refuse([second.range[0], second.range[0] + 3], 'a workflow file holds one document; make it two files');
    if (document?.contents == null)
      return refuse([0, 1], 'the file is empty; it needs at least task: { model, dataset }');
    const wrong = [...document.errors.filter(firstOrTold), ...document.warnings].map(({ code, message, pos }) =>
      problemAt(text, pos, [], sayYaml(code, message, lineAt(text, pos[0]))),
    );
    if (wrong.length > 0) throw new WorkflowFileError(file, wrong);
    const { value, places, problems } = walkYaml(document, text, environment);
    if (problems.length > 0) {
      throw new WorkflowFileError(
        file,
        problems.map(({ span, path, message }) => problemAt(text, span, path, message)),
      );
    }
    return new YamlSource(file, text, value, places);
  }

  /** What is wrong with a value, or with its `key`; where there is none, the nearest one above it is shown. */
  problem(path: SourcePath, message: string, at: 'key' | 'value' = 'value'): WorkflowProblem {
    return problemAt(this.text, this.spanOf(path, at), path, message);
  }

  /** An error of one problem. */
  error(
    path: SourcePath,
    message: string,
    options: { readonly cause?: unknown; readonly at?: 'key' | 'value' } = {},
  ): WorkflowFileError {
    const { cause, at = 'value' } = options;
    return new WorkflowFileError(this.file, [this.problem(path, message, at)], cause === undefined ? {} : { cause });
  }

  private spanOf(path: SourcePath, at: 'key' | 'value'): Span {
    for (let length = path.length; length >= 0; length--) {
      const place = this.placeOf(path.slice(0, length));
      if (place === undefined) continue;
      const missing = length < path.length;
      return (at === 'key' || missing ? place.key : place.value) ?? place.value;
    }
    return [0, 1];
  }

  /** Where a list of one may be written without the list, its element stands where the list would. */
  private placeOf(path: SourcePath) {
    return this.places.get(JSON.stringify(path)) ?? this.places.get(JSON.stringify(path.filter((part) => part !== 0)));
  }
}

const told: readonly string[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'];

/** One slip in YAML makes a dozen errors; only the first says where it is. */
function firstOrTold({ code }: YAMLParseError, index: number, all: readonly YAMLParseError[]): boolean {
  return told.includes(code) || all.findIndex((error) => !told.includes(error.code)) === index;
}

function lineAt(text: string, position: number): string {
  const end = text.indexOf('\n', position);
  return text.slice(text.lastIndexOf('\n', position - 1) + 1, end === -1 ? text.length : end);
}

function sayYaml(code: string, message: string, line: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key is there already; give each key once';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags are not known here; write the value without its tag';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a file writes a variable
  const hint = /\$\{/.test(line) ? '; inside { } and [ ] write ${…} in quotes, or write the map in lines' : '';
  return `this is no YAML: ${message.replace(/\s+at line \d+, column \d+:?[\s\S]*$/, '')}${hint}`;
}
