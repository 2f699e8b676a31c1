import { posix } from 'node:path';
import type { SitePage } from './site-page.js';

/**
 * A page as the site generator wants it: its title in a front matter, and links to folders turned into links to their READMEs. Links to what the
 * site does not have become plain text, and comments are left out.
 *
 * @param has whether the site has a page or picture of this path
 * @throws Error for a page without a title
 */
export function toSitePage({ path, group }: SitePage, text: string, has: (path: string) => boolean): string {
  const title = /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '');
  if (title === undefined) throw new Error(`${path}: the page has no title`);
  const body = outsideCode(text.replace(/<!--.*?-->\n?/gs, ''), (part) =>
    part.replace(
      /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g,
      (link, image: string, label: string, href: string) => {
        if (/^(?:[a-z]+:|#)/i.test(href)) return link;
        const [file = '', anchor] = href.split('#');
        const target = [file, `${file}/README.md`].find((one) => has(resolve(path, one)));
        if (target === undefined) return label;
        return `${image}[${label}](${target}${anchor === undefined ? '' : `#${anchor}`})`;
      },
    ),
  );
  return `---\ntitle: ${JSON.stringify(title)}\ngroup: ${JSON.stringify(group)}\n---\n\n${body}`;
}

const resolve = (from: string, href: string): string => posix.normalize(posix.join(posix.dirname(from), href));

/** Changes what stands outside of code blocks and code spans. */
function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(^```.*?^```$)/ms)
    .map((part) => (part.startsWith('```') ? part : change(part)))
    .join('');
}
