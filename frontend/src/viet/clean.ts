/** One form for the letters that other programs hand over. */
import { isSyllable } from './syllable';

/** Between letters that are not Latin, and in emoji, a joiner is part of the spelling. */
const looseJoiners =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]|(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d]/gu;

/**
 * Text as it is kept when it is brought in:
 *
 * - well-formed, in NFC, with Đ and đ where another letter that looks like them begins a Vietnamese syllable
 *   (U+00D0 and U+0189 for Đ, U+00F0 for đ), as in app/viet;
 * - line ends as \n; other controls dropped but for tabs;
 * - soft hyphens, zero-width spaces and marks of byte order dropped, joiners too where they join nothing;
 * - every kind of space a plain one: other programs put no-break spaces wherever two spaces met;
 * - without characters for private use, which are bullets and icons of fonts that are not ours.
 *
 * Spaces are not joined nor trimmed. Cleaning twice changes nothing more.
 */
export function cleanText(text: string): string {
  if (/^[\n\t -~]*$/.test(text)) return text;
  const clean = text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    // eslint-disable-next-line no-control-regex -- these are the characters meant
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b\u2060\ufeff]|\p{Private_Use}/gu, '')
    .replace(looseJoiners, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
  return withTrueD(clean.normalize('NFC'));
}

function withTrueD(text: string): string {
  if (!/[ÐƉð]/.test(text)) return text;
  return text.replace(/[\p{L}\p{M}]+/gu, (word) => {
    const first = word.startsWith('ð') ? 'đ' : /^[ÐƉ]/.test(word) ? 'Đ' : '';
    const fixed = first + word.slice(1);
    return first !== '' && isSyllable(fixed) ? fixed : word;
  });
}
