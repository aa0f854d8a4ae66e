/** Ids of blocks: 80 random bits in Crockford's base 32, as app/body makes them. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id; no two are alike but by a chance that never comes. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => digits.charAt(byte & 31)).join('');
}
