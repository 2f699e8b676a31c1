// Preloaded into a command: writes the URL of every module that it loads into the file that MODULE_LOG names.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(process.env['MODULE_LOG'])}, url + '\\n');
      return next(url, context);
    }`)}`,
);
