import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type PageLinks, readLinks } from './read-links.js';

/** The links of pages to files and headings that are not there, each with its place. Addresses elsewhere are not asked. */
export function deadLinks(top: string, paths: readonly string[]): readonly string[] {
  const known = new Map<string, PageLinks>();
  const linksOf = (path: string): PageLinks => {
    const links = known.get(path) ?? readLinks(readFileSync(join(top, path), 'utf8'));
    known.set(path, links);
    return links;
  };
  return paths.flatMap((path) =>
    linksOf(path).links.flatMap(({ href, line }) => {
      if (/^[a-z][a-z+.-]*:/i.test(href)) return [];
      const [file = '', anchor] = decodeURI(href).split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(top, target))) return [`${path}:${line}: ${href}: no such file`];
      if (anchor === undefined || !target.endsWith('.md') || linksOf(target).anchors.has(anchor)) return [];
      return [`${path}:${line}: ${href}: no such heading`];
    }),
  );
}
