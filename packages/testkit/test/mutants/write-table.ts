import { readFileSync, writeFileSync } from 'node:fs';
import { mutantTable, TABLE_BEGIN, TABLE_END } from './table.js';

const readme = new URL('../../README.md', import.meta.url);
const [before, rest = ''] = readFileSync(readme, 'utf8').split(TABLE_BEGIN);
const after = rest.slice(rest.indexOf(TABLE_END));
writeFileSync(readme, `${before}${TABLE_BEGIN}\n\n${mutantTable()}\n\n${after}`);
