import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

/** What a page links to, what can be linked to in it, and how its headings are nested. */
export interface PageLinks {
  readonly links: readonly { readonly href: string; readonly line: number }[];
  /** The anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  readonly headingLevels: readonly string[];
}

export function readLinks(text: string): PageLinks {
  const slugger = new GithubSlugger();
  const links: { href: string; line: number }[] = [];
  const anchors = new Set<string>();
  const headingLevels: string[] = [];
  let heading = false;
  for (const { type, tag, map, content, children } of markdown.parse(text, {})) {
    heading = type === 'heading_open' || (heading && type === 'inline');
    if (type === 'heading_open') headingLevels.push(tag);
    if (type !== 'inline') continue;
    if (heading) anchors.add(slugger.slug((children ?? []).map((child) => child.content).join('')));
    const line = (map?.[0] ?? 0) + 1;
    for (const child of children ?? []) {
      const href = child.attrGet('href') ?? child.attrGet('src');
      if (href !== null) links.push({ href, line });
    }
    for (const [, href = ''] of content.matchAll(/<(?:img|a|source)[^>]*?(?:src|href|srcset)="([^"]*)"/g))
      links.push({ href, line });
  }
  return { links, anchors, headingLevels };
}
