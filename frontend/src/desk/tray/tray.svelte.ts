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
/** While previews are made, and at most while files are sent. */
const soon = 700;

export class TrayState {
  tray = $state.raw<Tray>({ items: [], faults: [], links: [] });
  /** The list was read once. */
  ready = $state(false);
  /** Why the last thing asked for did not happen. */
  refusal = $state<Refusal | null>(null);
  coming = $state<Coming[]>([]);
  /** How many of the files that were given together are through. */
  through = $state(0);
  /** Files of folders that are no pictures. */
  others = $state(0);

  readonly #article: string;
  #files = new Map<number, File>();
  #next = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  #wanted = '';
  #read = 0;

  constructor(article: string) {
    this.#article = article;
  }

  /** Reads the list, and again while a phone may be sending or previews are made. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#read = Date.now();
      this.tray = await trayRoutes.tray(this.#article);
      this.ready = true;
      if (this.refusal?.status === 0) this.refusal = null;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
    const waits = this.tray.items.some((item) => item.waits);
    if (this.#over || (this.tray.links.length === 0 && this.refusal?.status !== 0 && !waits)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), waits ? soon : often);
  }

  /** Tells the engine which pictures are looked at, those of them that wait. */
  look(seen: readonly string[]): void {
    const waits = seen.filter((media) => this.tray.items.some((item) => item.waits && item.media === media));
    const wanted = waits.join();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (waits.length > 0) trayRoutes.want(waits).catch(() => (this.#wanted = '')); // they come in their turn
  }

  /** Ends the asking. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** Sends files one after another; others are how many files beside them are no pictures. */
  add(files: Iterable<File>, others = 0): void {
    if (!this.#busy) this.through = 0;
    this.others = others;
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
    if (!this.#busy) this.through = 0;
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
      this.through += 1;
      // The list is long after a folder of a thousand: it is not read after each.
      if (Date.now() - this.#read > soon) await this.refresh();
    }
    this.#busy = false;
    await this.refresh();
  }
}

function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, null);
}
