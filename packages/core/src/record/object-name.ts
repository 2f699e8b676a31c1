/**
 * The name under which an object is kept. The reference's names are taken as aliases: `pred.pkl` is `pred`, `sig_analysis/ic.pkl`
 * is `sig_analysis/ic`. Nothing is ever pickled here.
 */
export function objectName(name: string): string {
  return name.endsWith('.pkl') && !/(^|\/)\.pkl$/.test(name) ? name.slice(0, -'.pkl'.length) : name;
}
