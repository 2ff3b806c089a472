/**
 * The page's content security policy, one for both hosts: nothing by default, no eval, no inline script, no connection but
 * to its own origin. Style elements that libraries create (the editor) carry the nonce of the page; style attributes
 * (positions of virtual rows) are allowed, since they cannot load anything.
 */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page with its nonce: `<meta name="csp-nonce" content="__CSP_NONCE__">` is where the renderer reads it. */
export const withNonce = (html: string, nonce: string): string => html.replaceAll(NONCE_PLACEHOLDER, nonce);
