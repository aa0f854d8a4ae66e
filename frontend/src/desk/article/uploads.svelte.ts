/** Files on their way to the engine: one after another, each with how far it is, a way to stop it, and its fault. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { ArticleFile } from '../../api/types';

export interface Upload {
  key: number;
  name: string;
  /** 0 to 1. */
  sent: number;
  /** Why it did not come; empty while it is on its way. */
  fault: string;
}

interface Task {
  row: Upload;
  file: File;
  ending: AbortController;
}

export class Uploads {
  /** What is on its way or did not come. */
  rows = $state<Upload[]>([]);

  /** Takes what has come; a sentence where there is no place for it. */
  readonly #stored: (file: ArticleFile) => string;
  readonly #reason: (refusal: Refusal) => string;
  #tasks = new Map<number, Task>();
  #next = 0;
  #busy = false;

  constructor(stored: (file: ArticleFile) => string, reason: (refusal: Refusal) => string) {
    this.#stored = stored;
    this.#reason = reason;
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const key = this.#next++;
      this.rows.push({ key, name: file.name, sent: 0, fault: '' });
      const row = this.rows[this.rows.length - 1];
      if (row !== undefined) this.#tasks.set(key, { row, file, ending: new AbortController() });
    }
    void this.#work();
  }

  again(key: number): void {
    const task = this.#tasks.get(key);
    if (task === undefined) return;
    Object.assign(task.row, { sent: 0, fault: '' });
    void this.#work();
  }

  /** Stops what is on its way, or forgets what did not come. */
  drop(key: number): void {
    this.#tasks.get(key)?.ending.abort();
    this.#tasks.delete(key);
    this.rows = this.rows.filter((one) => one.key !== key);
  }

  /** Stops everything. */
  stop(): void {
    for (const key of [...this.#tasks.keys()]) this.drop(key);
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const next = this.rows.find((row) => row.fault === '');
      const task = next && this.#tasks.get(next.key);
      if (task === undefined) break;
      await this.#send(task);
    }
    this.#busy = false;
  }

  async #send({ row, file, ending }: Task): Promise<void> {
    try {
      const stored = await desk.addFile(file, (share) => (row.sent = share), ending.signal);
      if (ending.signal.aborted) return;
      row.fault = this.#stored(stored);
      if (row.fault === '') this.drop(row.key);
    } catch (error) {
      row.fault = this.#reason(error instanceof Refusal ? error : new Refusal(500, null));
    }
  }
}
