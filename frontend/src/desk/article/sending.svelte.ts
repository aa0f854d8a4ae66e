/** Pictures for a place in the text, dropped or pasted: sent one after another, with what is wrong with each. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { AddedPicture } from '../../api/types';

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
  /** The media of the figure that is to show it instead. */
  replaces?: string;
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
  place: Place;
  words: Words;
}

export class Sending {
  /** What is on its way or could not be taken. */
  coming = $state<Coming[]>([]);

  /** Told of each picture that is stored, with the place it was meant for. */
  readonly #stored: (picture: AddedPicture, place: Place, words: Words) => void;
  #tasks: Task[] = [];
  #next = 0;
  #busy = false;

  constructor(stored: (picture: AddedPicture, place: Place, words: Words) => void) {
    this.#stored = stored;
  }

  add(files: readonly { file: Blob; name: string; words?: Words }[], place: Place): void {
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
      this.#stored(picture, place, words);
    } catch (error) {
      coming.refusal = error instanceof Refusal ? error : new Refusal(500, null);
      this.#failed.set(coming.key, task);
    }
  }
}
