/** The tray of one article: what lies in it, what is on its way to it, and what could not be taken. */
import type { Tray } from '../../api/tray';
import { Refusal } from '../../api/client';
import { trayRoutes } from '../../api/tray';

/** A file that is sent from this window. */
export interface Coming {
  key: number;
  name: string;
  /** 0 to 1. */
  sent: number;
  refusal: Refusal | null;
}

const often = 2000;

export class TrayState {
  tray = $state.raw<Tray>({ items: [], faults: [], links: [] });
  /** The list was read once. */
  ready = $state(false);
  /** Why the last thing asked for did not happen. */
  refusal = $state<Refusal | null>(null);
  coming = $state<Coming[]>([]);

  readonly #article: string;
  #files = new Map<number, File>();
  #next = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(article: string) {
    this.#article = article;
  }

  /** Reads the list, and again every two seconds while a phone may be sending. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.tray = await trayRoutes.tray(this.#article);
      this.ready = true;
      if (this.refusal?.status === 0) this.refusal = null;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
    if (this.#over || (this.tray.links.length === 0 && this.refusal?.status !== 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), often);
  }

  /** Ends the asking. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** Sends files one after another. */
  add(files: Iterable<File>): void {
    for (const file of files) {
      const key = this.#next++;
      this.#files.set(key, file);
      this.coming.push({ key, name: file.name, sent: 0, refusal: null });
    }
    void this.#work();
  }

  again(key: number): void {
    const row = this.coming.find((one) => one.key === key);
    if (row === undefined) return;
    row.refusal = null;
    row.sent = 0;
    void this.#work();
  }

  drop(key: number): void {
    this.#files.delete(key);
    this.coming = this.coming.filter((one) => one.key !== key);
  }

  remove(media: string): Promise<void> {
    this.tray = { ...this.tray, items: this.tray.items.filter((item) => item.media !== media) };
    return this.#do(trayRoutes.remove(this.#article, media));
  }

  clear(): Promise<void> {
    return this.#do(trayRoutes.clear(this.#article));
  }

  forgetFaults(): Promise<void> {
    return this.#do(trayRoutes.forgetFaults(this.#article));
  }

  async #do(asked: Promise<void>): Promise<void> {
    try {
      this.refusal = null;
      await asked;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
    await this.refresh();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const row = this.coming.find((one) => one.refusal === null);
      const file = row && this.#files.get(row.key);
      if (row === undefined || file === undefined) break;
      try {
        await trayRoutes.add(this.#article, file, (share) => (row.sent = share));
        this.drop(row.key);
      } catch (error) {
        row.refusal = refusalOf(error);
      }
      await this.refresh();
    }
    this.#busy = false;
  }
}

function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, null);
}
