import { MlflowReplyError } from './errors.js';

/**
 * All entries of a listing that goes on by page tokens. A server that gives a token twice, or page after page with nothing in it,
 * would never end.
 *
 * @throws MlflowReplyError
 */
export async function* pages<Page extends { readonly next_page_token?: string | undefined }, T>(
  operation: string,
  ask: (token: string | undefined) => Promise<Page>,
  entries: (page: Page) => readonly T[],
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ask(token);
    const list = entries(page);
    yield* list;
    token = page.next_page_token === '' ? undefined : page.next_page_token;
    if (token === undefined) return;
    if (seen.has(token) || list.length === 0) throw new MlflowReplyError(operation, 'its pages have no end');
    seen.add(token);
  } while (true);
}
