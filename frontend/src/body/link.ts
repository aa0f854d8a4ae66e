/** Which addresses may be a link; the same judgement as app/body/link.go. */
import { limits } from './schema';

/** The rule that an address breaks, or null if it may be a link. */
export function linkFault(href: string): 'link_length' | 'link_scheme' | null {
  if (new TextEncoder().encode(href).length > limits.link) return 'link_length';
  const address = asBrowsersRead(href);
  const colon = address.indexOf(':');
  if (colon < 0) return 'link_scheme';
  const scheme = address.slice(0, colon).toLowerCase();
  const after = address.slice(colon + 1);
  if (scheme === 'http' || scheme === 'https') return hasHost(after) ? null : 'link_scheme';
  if (scheme === 'mailto' || scheme === 'tel') return after === '' ? 'link_scheme' : null;
  return 'link_scheme';
}

/** Controls and spaces around an address, and tabs and line ends in it, do not count. */
function asBrowsersRead(href: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  return href.replace(/^[\u0000- ]+|[\u0000- ]+$/g, '').replace(/[\t\n\r]/g, '');
}

/** With fewer than two slashes a browser takes the rest as relative to the page. */
function hasHost(after: string): boolean {
  if (!/^[/\\]{2}/.test(after)) return false;
  const rest = after.replace(/^[/\\]+/, '').split(/[/\\?#]/, 1)[0] ?? '';
  const host = rest.slice(rest.lastIndexOf('@') + 1);
  return host !== '' && !host.startsWith(':');
}
