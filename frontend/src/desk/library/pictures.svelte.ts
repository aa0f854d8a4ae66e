/** The list of all pictures: what it is narrowed to, and its pages. */
import { Refusal } from '../../api/client';
import type { Lacks, LibraryPicture } from '../../api/library';
import { libraryPictures } from '../../api/library';

/** What a page holds: some rows of a wide grid. */
const page = 60;

export class Pictures {
  readonly #only: 'pictures' | 'files' | '';

  /** Of all that came to this machine, or of one kind. */
  constructor(only: 'pictures' | 'files' | '' = '') {
    this.#only = only;
  }

  words = $state('');
  lacks = $state<Lacks | ''>('');

  /** Null until the first page has come. */
  all = $state.raw<readonly LibraryPicture[] | null>(null);
  total = $state(0);
  next = $state('');
  refusal = $state.raw<Refusal | null>(null);

  readonly narrowed = $derived(this.words.trim() !== '' || this.lacks !== '');

  #asked = 0;

  /** Asks for the first page; what was asked before and comes later is dropped. */
  async load(): Promise<void> {
    await this.#ask('');
  }

  async more(): Promise<void> {
    if (this.next !== '') await this.#ask(this.next);
  }

  clear(): void {
    this.words = '';
    this.lacks = '';
  }

  async #ask(at: string): Promise<void> {
    const asked = ++this.#asked;
    const words = this.words.trim();
    try {
      const answer = await libraryPictures({
        limit: page,
        ...(words === '' ? {} : { words }),
        ...(this.#only === '' ? {} : { kind: this.#only }),
        ...(this.lacks === '' ? {} : { lacks: this.lacks }),
        ...(at === '' ? {} : { at }),
      });
      if (asked !== this.#asked) return;
      this.all = at === '' ? answer.pictures : [...(this.all ?? []), ...answer.pictures];
      this.next = answer.next;
      this.total = answer.total;
      this.refusal = null;
    } catch (error) {
      if (asked === this.#asked) this.refusal = error instanceof Refusal ? error : new Refusal(0, null);
    }
  }
}
