const numeric = /^[-+]?(?:0|[1-9]\d*|\d+(?=\.)|(?=\.\d))(?:\.\d*)?(?:[eE][-+]?\d+)?$/;

/** What a plain text means by YAML's core schema: a number, true, false, null, or the text itself. */
export function coreScalar(text: string): string | number | boolean | null {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return numeric.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
