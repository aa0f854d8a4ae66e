/** A person while they are being edited: days as they are typed. */
import type { Person, PersonEdit } from '../../api/types';
import { readDay, showDay } from './day';

export interface TermDraft {
  title: string;
  short: string;
  from: string;
  until: string;
}

export const noTerm = (): TermDraft => ({ title: '', short: '', from: '', until: '' });

const isEmpty = (term: TermDraft): boolean => Object.values(term).every((text: string) => text.trim() === '');

/** What keeps a title from being saved; an empty line is left out and lacks nothing. */
export function lackOf(term: TermDraft): 'title' | 'from' | 'until' | 'reversed' | null {
  if (isEmpty(term)) return null;
  const from = readDay(term.from);
  const until = readDay(term.until);
  if (term.title.trim() === '') return 'title';
  if (from === null) return 'from';
  if (until === null) return 'until';
  return from !== '' && until !== '' && until < from ? 'reversed' : null;
}

export class PersonDraft {
  name = $state('');
  form = $state<PersonEdit['form']>('');
  terms = $state<TermDraft[]>([]);
  precedence = $state('');
  photo = $state('');
  note = $state('');
  retired = $state(false);

  #before = '';

  constructor(person: Person | null) {
    if (person !== null) {
      this.name = person.name;
      this.form = person.form;
      this.terms = person.titles.map((t) => ({ ...t, from: showDay(t.from), until: showDay(t.until) }));
      this.precedence = person.precedence === 0 ? '' : String(person.precedence);
      this.photo = person.photo;
      this.note = person.note;
      this.retired = person.retired;
    } else {
      this.form = 'dong_chi';
      this.terms = [noTerm()];
    }
    this.#before = this.#text();
  }

  /** Whether there is something to lose. */
  get changed(): boolean {
    return this.#text() !== this.#before;
  }

  get precedenceWrong(): boolean {
    return this.precedence.trim() !== '' && !/^[1-9]\d{0,3}$/.test(this.precedence.trim());
  }

  /** What to send; null while something is not right. */
  edit(): PersonEdit | null {
    if (this.name.trim() === '' || this.precedenceWrong || this.terms.some((t) => lackOf(t) !== null))
      return null;
    return {
      name: this.name,
      form: this.form,
      titles: this.terms
        .filter((t) => !isEmpty(t))
        .map((t) => ({ ...t, from: readDay(t.from) ?? '', until: readDay(t.until) ?? '' })),
      precedence: Number(this.precedence.trim() || '0'),
      photo: this.photo,
      note: this.note,
      retired: this.retired,
    };
  }

  #text(): string {
    return JSON.stringify([
      this.name, this.form, this.terms, this.precedence, this.photo, this.note, this.retired,
    ]); // prettier-ignore
  }
}
