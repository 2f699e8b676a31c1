/** Of every `--json` answer; grows when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;
