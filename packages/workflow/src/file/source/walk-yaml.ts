import type { JsonValue } from '@windrow/core';
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';
import { coreScalar } from './core-scalar.js';
import { type Environment, expandVariables } from './expand-variables.js';
import type { SourcePath, Span } from './span.js';

/** Where a value stands, and its key where it has one; by the JSON text of its path. */
export type Places = ReadonlyMap<string, { readonly value: Span; readonly key?: Span }>;

export interface Walked {
  readonly value: JsonValue;
  readonly places: Places;
  readonly problems: readonly { readonly span: Span; readonly path: SourcePath; readonly message: string }[];
}

const mostValues = 50_000;
const deepest = 64;

/** The document as JSON, with aliases followed and variables expanded. What is wrong is told, not thrown. */
export function walkYaml(document: Document.Parsed, text: string, environment: Environment): Walked {
  const walk = new Walk(document, text, environment);
  const value = walk.value(document.contents as Node, [], undefined);
  return { value, places: walk.places, problems: walk.problems };
}

class Walk {
  readonly places = new Map<string, { readonly value: Span; readonly key?: Span }>();
  readonly problems: { readonly span: Span; readonly path: SourcePath; readonly message: string }[] = [];
  private values = 0;
  private readonly within = new Set<Node>();

  constructor(
    private readonly document: Document.Parsed,
    private readonly text: string,
    private readonly environment: Environment,
  ) {}

  value(node: Node | null, path: SourcePath, key: Span | undefined): JsonValue {
    const span = node === null ? (key ?? [0, 1]) : spanOf(node);
    this.places.set(JSON.stringify(path), { value: span, ...(key === undefined ? {} : { key }) });
    if (node === null) return null;
    if (++this.values > mostValues || path.length > deepest || this.within.has(node)) {
      // Told once: what an alias repeats too often would be told as often.
      if (this.values < Number.MAX_SAFE_INTEGER)
        this.tell(
          span,
          path,
          `there are more than ${mostValues} values, or ${deepest} levels, counting what aliases repeat; write less`,
        );
      this.values = Number.MAX_SAFE_INTEGER;
      return null;
    }
    this.within.add(node);
    const value = this.convert(node, path, span);
    this.within.delete(node);
    return value;
  }

  private convert(node: Node, path: SourcePath, span: Span): JsonValue {
    if (isAlias(node)) return this.alias(node, path, span);
    if (isMap(node)) return this.map(node, path);
    if (isSeq(node))
      return node.items.map((item, index) => this.value(item as Node | null, [...path, index], undefined));
    return isScalar(node) ? this.scalar(node, path, span) : null;
  }

  private alias(node: Alias, path: SourcePath, span: Span): JsonValue {
    const target = node.resolve(this.document);
    if (target !== undefined) return this.value(target as Node, path, span);
    this.tell(span, path, `there is no anchor &${node.source} before this alias`);
    return null;
  }

  private map(node: YAMLMap, path: SourcePath): JsonValue {
    const entries: [string, JsonValue][] = [];
    for (const { key, value } of node.items as readonly { readonly key: Node | null; readonly value: Node | null }[]) {
      const span = key === null ? spanOf(node) : spanOf(key);
      if (!isScalar(key) || typeof key.value === 'object') {
        this.tell(span, path, 'a key must be a text');
        continue;
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      if (name === '__proto__') this.tell(span, path, '"__proto__" cannot be a key');
      else entries.push([name, this.value(value, [...path, name], span)]);
    }
    return Object.fromEntries(entries);
  }

  private scalar(node: Scalar, path: SourcePath, span: Span): JsonValue {
    const { value } = node;
    if (typeof value === 'string') return value.includes('$') ? this.expand(value, node, path, span) : value;
    if (typeof value === 'number') return this.number(value, node, path, span);
    return typeof value === 'boolean' ? value : null;
  }

  private number(value: number, node: Scalar, path: SourcePath, span: Span): JsonValue {
    if (!Number.isFinite(value)) this.tell(span, path, 'must be a finite number');
    else if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(node.source ?? '')) {
      this.tell(span, path, 'has more digits than a number keeps; write it in quotes');
    }
    return value;
  }

  private expand(value: string, node: Scalar, path: SourcePath, span: Span): JsonValue {
    const { text, problems, whole } = expandVariables(value, this.environment);
    let from = span[0];
    for (const { reference, message } of problems) {
      const at = this.text.indexOf(reference, from);
      const found = at !== -1 && at < span[1];
      this.tell(found ? [at, at + reference.length] : span, path, message);
      if (found) from = at + reference.length;
    }
    // Unquoted, a variable stands for what would stand there: a number, a truth value, a text.
    return whole && node.type === Scalar.PLAIN ? coreScalar(text) : text;
  }

  private tell(span: Span, path: SourcePath, message: string): void {
    this.problems.push({ span, path, message });
  }
}

function spanOf(node: Node): Span {
  const range = node.range;
  return range == null ? [0, 1] : [range[0], range[1]];
}
