/**
 * Pasting from other programs into an article. The text goes in at once; a picture that came along is stored
 * meanwhile, and until then its figure names a stand-in, which nobody else has.
 */
import type { Note } from '../paste';
import { fromClipboard, settle } from '../paste';

export interface PastedPicture {
  file: Blob;
  name: string;
  /** What its figure names until the picture is stored. */
  standIn: string;
}

export interface Pasting {
  /** The body to put in. */
  doc: unknown;
  pictures: readonly PastedPicture[];
  notes: readonly Note[];
}

let pastes = 0;

/** Takes a clipboard apart. Null where pictures alone were copied: those have a way of their own. */
export function takePaste(
  clipboard: { html: string; text: string; rtf: string; files: readonly File[] },
  standIn: () => string = drawName,
): Pasting | null {
  if (clipboard.html.trim() === '' && clipboard.text.trim() === '') return null;
  const pasted = fromClipboard(clipboard, { prefix: `paste-${String((pastes += 1))}-` });
  const names = new Map<string, string>();
  const pictures: PastedPicture[] = [];
  for (const { key, file, alt, index } of pasted.pictures) {
    if (file === null) continue;
    const name = standIn();
    names.set(key, name);
    pictures.push({ file, name: nameOf(file, alt, index), standIn: name });
  }
  return { doc: settle(pasted.doc, names), pictures, notes: pasted.notes };
}

function nameOf(file: Blob, alt: string, index: number): string {
  if (file instanceof File && file.name !== '') return file.name;
  return alt === '' ? `#${String(index + 1)}` : alt;
}

/** The form of a hash, drawn at random. */
function drawName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
