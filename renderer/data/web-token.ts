const KEY = 'portolan.token';

/**
 * The launch token of the web host. It arrives once, in the fragment of the address (never sent to a server), is moved to this
 * tab's session storage and taken out of the address and its history at once. `null`: the page was opened without it.
 */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | null {
  const fragment = new URLSearchParams(page.location.hash.replace(/^#/, ''));
  const token = fragment.get('token');
  if (token === null || token === '') return page.sessionStorage.getItem(KEY);
  page.sessionStorage.setItem(KEY, token);
  fragment.delete('token');
  const rest = fragment.toString();
  const { pathname, search } = page.location;
  page.history.replaceState(null, '', `${pathname}${search}${rest === '' ? '' : `#${rest}`}`);
  return token;
}
