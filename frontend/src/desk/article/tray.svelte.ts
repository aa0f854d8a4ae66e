/** The pictures at hand: sent one after another, each with its progress or what is wrong with it. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { AddedPicture, Picture } from '../../api/types';

/** Where a picture goes once it is stored: see the editor's Place. */
export interface Place {
  after: string | null;
}

/** Words that came with a picture. */
export interface Words {
  caption?: string;
  credit?: string;
  alt?: string;
  /** The media that its figure names until it is stored. */
  standIn?: string;
}

export interface Coming {
  key: number;
  name: string;
  /** 0 to 1. */
  sent: number;
  refusal: Refusal | null;
}

interface Task {
  coming: Coming;
  file: Blob;
  place: Place | null;
  words: Words;
}

export class Tray {
  /** What is stored, the latest first. */
  pictures = $state.raw<readonly AddedPicture[]>([]);
  /** What is on its way or could not be taken. */
  coming = $state<Coming[]>([]);

  /** Told of each picture that is stored, with the place it was meant for; null if for none. */
  readonly #stored: (picture: AddedPicture, place: Place | null, words: Words) => void;
  #tasks: Task[] = [];
  #next = 0;
  #busy = false;

  constructor(stored: (picture: AddedPicture, place: Place | null, words: Words) => void) {
    this.#stored = stored;
  }

  /** What the article shows already. */
  know(media: Readonly<Record<string, Picture>>): void {
    const here = new Set(this.pictures.map((one) => one.media));
    const more = Object.entries(media).filter(([hash]) => !here.has(hash));
    if (more.length > 0)
      this.pictures = [...this.pictures, ...more.map(([hash, picture]) => ({ media: hash, picture }))];
  }

  add(files: readonly { file: Blob; name: string; words?: Words }[], place: Place | null): void {
    for (const { file, name, words = {} } of files) {
      const coming: Coming = { key: this.#next++, name, sent: 0, refusal: null };
      this.coming.push(coming);
      this.#tasks.push({ coming: this.coming[this.coming.length - 1] ?? coming, file, place, words });
    }
    void this.#work();
  }

  again(key: number): void {
    const task = this.#failed.get(key);
    if (task === undefined) return;
    this.#failed.delete(key);
    task.coming.refusal = null;
    task.coming.sent = 0;
    this.#tasks.push(task);
    void this.#work();
  }

  drop(key: number): void {
    this.#failed.delete(key);
    this.coming = this.coming.filter((one) => one.key !== key);
  }

  #failed = new Map<number, Task>();

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift())
      await this.#send(task);
    this.#busy = false;
  }

  async #send(task: Task): Promise<void> {
    const { coming, file, place, words } = task;
    try {
      const picture = await desk.addPicture(file, (share) => (coming.sent = share));
      this.drop(coming.key);
      this.pictures = [picture, ...this.pictures.filter(({ media }) => media !== picture.media)];
      this.#stored(picture, place, words);
    } catch (error) {
      coming.refusal = error instanceof Refusal ? error : new Refusal(500, null);
      this.#failed.set(coming.key, task);
    }
  }
}
