/** What a visitor fills in before something is sent to the office. */

export interface Filled {
  department: string;
  topic: string;
  text: string;
  answer: boolean;
  phone: string;
  email: string;
}

export const mostText = 2000;
export const mostPassage = 500;

/** Characters as people count them. */
const count = (text: string): number => [...text.normalize('NFC')].length;

/** How many characters may still be written. */
export const textLeft = (text: string): number => mostText - count(text);

/** Whether it can be sent: the engine looks at the same, and says what is wrong with the rest. */
export function isReady(form: Filled): boolean {
  const reachable = !form.answer || form.phone.trim() !== '' || form.email.trim() !== '';
  return (
    form.department !== '' &&
    form.topic !== '' &&
    form.text.trim() !== '' &&
    textLeft(form.text) >= 0 &&
    reachable
  );
}

/** A selection as it is quoted: one line where it runs over several, cut between words where it is too long. */
export function passageOf(selected: string): string {
  const line = selected.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (count(line) <= mostPassage) return line;
  const cut = [...line].slice(0, mostPassage - 1).join('');
  const end = cut.lastIndexOf(' ');
  return `${end > 0 ? cut.slice(0, end) : cut}…`;
}

/** Number and key in the address that a slip's code holds. */
export function fromAddress(query: string): { number: string; key: string } {
  const said = new URLSearchParams(query);
  return { number: said.get('so') ?? '', key: said.get('ma') ?? '' };
}
