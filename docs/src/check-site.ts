import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * What is wrong with a built site: links to pages or headings that are not there, and anything that a browser would fetch from elsewhere.
 *
 * @returns one line each, empty when all is well
 */
export function checkSite(folder: string): readonly string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (page: string): ReadonlySet<string> => {
    const known = anchors.get(page);
    if (known !== undefined) return known;
    const found = new Set([...read(page).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => decodeEntities(id)));
    anchors.set(page, found);
    return found;
  };
  const read = (page: string): string => readFileSync(join(folder, page), 'utf8');
  const wrong: string[] = [];
  for (const page of pages) {
    for (const [tag, name, value] of attributes(read(page))) {
      const href = decodeEntities(value);
      if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(href)) {
        const fetched = name === 'src' || (tag === 'link' && name === 'href');
        if (fetched && !href.startsWith('data:')) wrong.push(`${page}: fetches ${href}`);
        continue;
      }
      const [file = '', anchor] = href.split('#');
      const target = file === '' ? page : normalize(join(dirname(page), decodeURIComponent(file)));
      if (!existsSync(join(folder, target))) wrong.push(`${page}: ${href}: no such page`);
      else if (anchor !== undefined && anchor !== '' && target.endsWith('.html')) {
        if (!anchorsOf(target).has(decodeURIComponent(anchor))) wrong.push(`${page}: ${href}: no such heading`);
      }
    }
  }
  if (pages.length === 0) wrong.push(`${folder}: has no pages`);
  return [...new Set(wrong)];
}

/** Tag, attribute and value of all that links or loads. */
function* attributes(html: string): Generator<readonly [string, string, string]> {
  for (const [, tag = '', rest = ''] of html.matchAll(/<(a|link|script|img|source|iframe)\b([^>]*)>/gi))
    for (const [, name = '', value = ''] of rest.matchAll(/\s(href|src)="([^"]*)"/gi))
      yield [tag.toLowerCase(), name.toLowerCase(), value];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&#39;': "'",
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:amp|quot|lt|gt|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
