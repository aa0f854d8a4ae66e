/** Words a minute at which a text is read quietly: of Vietnamese its syllables, which are written apart. */
const pace = 200;

/** Minutes to read so many words, at least one. */
export function minutes(words: number): number {
  return Math.max(Math.round(words / pace), 1);
}

/** Runs without white space that hold a letter or a digit; the engine counts the same way. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}
