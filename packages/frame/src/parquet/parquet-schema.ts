import type { FileMetaData, SchemaElement } from 'hyparquet';
import { FileFormatError } from '../errors/file-errors.js';

/** What the values of a Parquet column say. */
export type ParquetKind = 'time' | 'text' | 'integer' | 'number' | 'boolean' | 'other';

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly kind: ParquetKind;
  /** As the file calls it, for messages. */
  readonly type: string;
}

/** The columns of a Parquet file in their order. Nested ones are of kind `other`. */
export function parquetColumns(metadata: FileMetaData): readonly ParquetColumn[] {
  const [root, ...elements] = metadata.schema;
  if (root === undefined) throw new FileFormatError('Parquet', 'it has no schema');
  const columns: ParquetColumn[] = [];
  for (let at = 0; at < elements.length; ) {
    const element = elements[at] as SchemaElement;
    columns.push({ name: element.name, kind: kindOf(element), type: typeName(element) });
    at = skipElement(elements, at);
  }
  return columns;
}

/** The place behind an element and all that is nested in it. */
function skipElement(elements: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (elements[at]?.num_children ?? 0); child++) next = skipElement(elements, next);
  return next;
}

const plainIntegers: readonly (string | undefined)[] = [
  undefined,
  ...['INT_8', 'INT_16', 'INT_32', 'INT_64', 'UINT_8', 'UINT_16', 'UINT_32', 'UINT_64', 'INTEGER'],
];

function kindOf(element: SchemaElement): ParquetKind {
  const { type, converted_type: converted, logical_type: logical } = element;
  const meaning = logical?.type ?? converted;
  if ((element.num_children ?? 0) > 0 || element.repetition_type === 'REPEATED') return 'other';
  if (type === 'INT96' || ['TIMESTAMP', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS', 'DATE'].includes(meaning ?? '')) {
    return 'time';
  }
  if (type === 'BYTE_ARRAY')
    return meaning === undefined || ['STRING', 'UTF8', 'ENUM'].includes(meaning) ? 'text' : 'other';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'FLOAT' || type === 'DOUBLE' || meaning === 'FLOAT16') return 'number';
  if ((type === 'INT32' || type === 'INT64') && plainIntegers.includes(meaning)) return 'integer';
  return 'other';
}

function typeName(element: SchemaElement): string {
  const meaning = element.logical_type?.type ?? element.converted_type;
  if (element.type === undefined) return meaning ?? 'group';
  return meaning === undefined ? element.type : `${element.type} (${meaning})`;
}
