/**
 * The pictures in the RTF that Word puts on the clipboard beside its HTML, which only names files on the disk of
 * who copied (RTF 1.9.1, "Pictures").
 */

/** Groups whose pictures the page does not show: copies for old readers, bullets, heads and feet of pages. */
const elsewhere = /^(?:nonshppict|listpicture|shprslt|header[lrf]?|footer[lrf]?|background|objdata)$/;

const types: Readonly<Record<string, string>> = { pngblip: 'image/png', jpegblip: 'image/jpeg' };

interface Group {
  skipped: boolean;
  picture: { type: string; hex: string[] } | null;
}

/** Each picture in order; null for one that is neither PNG nor JPEG, or broken. */
export function picturesOfRtf(rtf: string): (Blob | null)[] {
  const found: (Blob | null)[] = [];
  const outer: Group[] = [];
  let group: Group = { skipped: false, picture: null };
  const special = /[{}]|\\(?:([a-z]{1,32})(-?\d{1,10})? ?|'[0-9a-f]{2}|[\s\S])/gi;
  let at = 0;
  for (let next = special.exec(rtf); next !== null; next = special.exec(rtf)) {
    if (group.picture !== null && next.index > at) group.picture.hex.push(rtf.slice(at, next.index));
    if (next[0] === '{') {
      outer.push(group);
      group = { skipped: group.skipped, picture: null };
    } else if (next[0] === '}') {
      if (group.picture !== null) found.push(blobOf(group.picture.type, group.picture.hex.join('')));
      group = outer.pop() ?? { skipped: false, picture: null };
    } else {
      const word = next[1]?.toLowerCase() ?? '';
      if (elsewhere.test(word)) group.skipped = true;
      else if (word === 'pict' && !group.skipped) group.picture = { type: '', hex: [] };
      else if (word === 'bin') special.lastIndex += Math.max(0, Number(next[2] ?? 0));
      else if (group.picture !== null) group.picture.type = types[word] ?? group.picture.type;
    }
    at = special.lastIndex;
  }
  return found;
}

function blobOf(type: string, text: string): Blob | null {
  const hex = text.replace(/\s+/g, '');
  if (type === '' || hex === '' || hex.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(hex)) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return new Blob([bytes], { type });
}
