/** Words before a colon say what the picture is: "Ảnh: …", "Tin, ảnh: …", "Minh họa: …", "Photo: …". */
const spelled = /^\s*\p{L}[^:]{0,23}:\s*\S/u;

/** A photo's credit as a sentence: what already says "Ảnh: …" stays as its author wrote it; none is empty. */
export function creditLine(credit: string, sentence: (name: string) => string): string {
  if (credit.trim() === '') return '';
  return spelled.test(credit) ? credit : sentence(credit);
}

/** A caption that a credit follows ends like a sentence. */
export function captionBefore(caption: string): string {
  const text = caption.trimEnd();
  return text === '' || /[.!?…:;”’"')\]]$/u.test(text) ? text : `${text}.`;
}
