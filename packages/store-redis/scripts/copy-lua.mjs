// Copies the Lua scripts beside the compiled modules, which read them when they are loaded.
import { cpSync } from 'node:fs';
import { extname } from 'node:path';

cpSync('src', 'dist', { recursive: true, filter: (from) => extname(from) === '' || extname(from) === '.lua' });
