const spelled = /^\s*(?:ảnh|tin, ảnh|bài, ảnh|tin và ảnh|bài và ảnh|photos?)\s*:/iu;

/** A photo's credit as a sentence: what already says "Ảnh: …" stays as its author wrote it; none is empty. */
export function creditLine(credit: string, sentence: (name: string) => string): string {
  if (credit.trim() === '') return '';
  return spelled.test(credit) ? credit : sentence(credit);
}
