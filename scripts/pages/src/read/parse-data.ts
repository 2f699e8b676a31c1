import { parseAllDocuments } from 'yaml';
import type { PageBlock } from './page-block.js';

export const isData = ({ language }: PageBlock): boolean => language === 'json' || language === 'yaml';

/** @throws Error for JSON or YAML that does not parse */
export function parseData({ language, code }: PageBlock): void {
  if (language === 'json') JSON.parse(code);
  else for (const { errors } of parseAllDocuments(code)) for (const error of errors) throw error;
}
