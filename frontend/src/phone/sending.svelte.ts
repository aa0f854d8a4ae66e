/** The pictures that this phone sends, and the link it sends them by. */
import type { Text } from '../api/types';
import type { PhoneFile, PhoneState } from './ask';
import { ask } from './ask';
import { Sha256 } from './sha256';
import { small } from './small';

export type RowState = 'waiting' | 'sending' | 'kept' | 'refused' | 'lost' | 'unread';

export interface Row {
  /** As both sides name the file. */
  id: string;
  name: string;
  size: number;
  sent: number;
  state: RowState;
  /** Why it was refused, and what to do. */
  problem: Text | null;
}

/** Opening, open, or why not: its time is over, another phone has it, this browser keeps no cookie. */
export type Link = 'opening' | 'open' | 'over' | 'taken' | 'cookie';

const chunk = 1 << 20;
const atOnce = 2;
const pause = 1500;
const hashTries = 3;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A name that is the same when the same file is chosen again, so that it goes on where it stopped. */
export function idOf(file: { name: string; size: number; lastModified: number }): string {
  const sum = new Sha256();
  sum.add(new TextEncoder().encode(`${String(file.size)} ${String(file.lastModified)} ${file.name}`));
  return sum.hex().slice(0, 32);
}

export class Sending {
  rows = $state<Row[]>([]);
  link = $state<Link>('opening');
  /** Seconds until the link ends. */
  left = $state(0);
  /** The machine does not answer at the moment. */
  away = $state(false);

  /** How many pictures feedback takes; 0: they are for an article, and as many as there are. */
  most = $state(0);

  readonly room = $derived(
    this.most - this.rows.filter(({ state }) => state !== 'refused' && state !== 'unread').length,
  );
  readonly busy = $derived(this.rows.some((row) => row.state === 'waiting' || row.state === 'sending'));
  readonly kept = $derived(this.rows.filter((row) => row.state === 'kept').length);

  readonly #base: string;
  #files = new Map<string, File>();
  #workers = 0;
  #reviewing = false;
  #ends = 0;

  constructor(token: string) {
    this.#base = `/api/phone/${token}`;
  }

  /** Opens the link and shows what this phone sent before; tries until the machine answers. */
  async open(): Promise<void> {
    for (;;) {
      const answer = await ask<PhoneState>('GET', this.#base);
      if (answer.ok) {
        this.link = 'open';
        this.away = false;
        this.most = answer.value.most ?? 0;
        this.#ends = Date.now() + answer.value.left * 1000;
        this.#tick();
        for (const file of answer.value.files) this.#show(file);
        if (answer.value.waits > 0) void this.#review();
        return;
      }
      if (!this.#survives(answer.status, answer.problem?.key)) return;
      await wait(pause);
    }
  }

  /** Takes in files that were chosen: whole, or made small where they go with feedback. */
  async add(files: Iterable<File>): Promise<void> {
    for (const given of files) {
      if (this.most > 0 && this.room <= 0) break;
      const file = this.most > 0 ? await small(given) : given;
      const id = idOf(file);
      const row = this.rows.find((one) => one.id === id);
      if (row !== undefined && (row.state === 'kept' || this.#files.has(id))) continue;
      this.#files.set(id, file);
      if (row === undefined)
        this.rows.push({ id, name: file.name, size: file.size, sent: 0, state: 'waiting', problem: null });
      else Object.assign(row, { name: file.name, size: file.size, state: 'waiting', problem: null });
    }
    this.#work();
  }

  /** Sends a picture that was refused once more. */
  again(id: string): void {
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined || !this.#files.has(id)) return;
    row.state = 'waiting';
    row.problem = null;
    row.sent = 0;
    this.#work();
  }

  /** Asks, once all are sent, what the machine finds out when it looks into them. */
  async #review(): Promise<void> {
    if (this.#reviewing) return;
    this.#reviewing = true;
    while (this.link === 'open' && !this.busy) {
      const answer = await ask<PhoneState>('GET', this.#base);
      if (answer.ok) {
        this.away = false;
        for (const file of answer.value.files) {
          const row = this.rows.find((one) => one.id === file.file);
          if (file.state !== 'refused' || row?.state !== 'kept') continue;
          // Sending the same again would not help: it has to be chosen again.
          Object.assign(row, { state: 'refused', size: 0, problem: file.problem?.message ?? null });
        }
        if (answer.value.waits === 0) break;
      } else if (!this.#survives(answer.status, answer.problem?.key)) break;
      await wait(pause);
    }
    this.#reviewing = false;
  }

  #show(file: PhoneFile): void {
    const state = file.state === 'kept' ? 'kept' : file.state === 'refused' ? 'refused' : 'lost';
    this.rows.push({
      id: file.file,
      name: file.name,
      size: 0,
      sent: file.offset,
      state,
      problem: file.problem?.message ?? null,
    });
  }

  #tick(): void {
    this.left = Math.max(0, Math.round((this.#ends - Date.now()) / 1000));
    if (this.left === 0) this.link = 'over';
    if (this.link === 'open') setTimeout(() => this.#tick(), 1000);
  }

  #work(): void {
    while (this.#workers < atOnce && this.link === 'open') {
      const row = this.rows.find((one) => one.state === 'waiting');
      const file = row && this.#files.get(row.id);
      if (row === undefined || file === undefined) return;
      row.state = 'sending';
      this.#workers += 1;
      void this.#send(row, file).then(() => {
        this.#workers -= 1;
        this.#work();
        if (!this.busy) void this.#review();
      });
    }
  }

  /** Sends one picture until it is kept or refused, however often the connection is cut. */
  async #send(row: Row, file: File): Promise<void> {
    const sum = new Sha256();
    const path = `${this.#base}/files/${row.id}`;
    let tries = 0;
    while (this.link === 'open') {
      const at = await ask<PhoneFile>('GET', path);
      if (!at.ok) {
        if (!this.#survives(at.status, at.problem?.key)) return;
        await wait(pause);
        continue;
      }
      this.away = false;
      let { offset, state } = at.value;
      if (state === 'refused') offset = 0;
      while (state !== 'kept') {
        row.sent = offset;
        let part: ArrayBuffer;
        try {
          await catchUp(sum, file, offset);
          part = await file.slice(offset, offset + chunk).arrayBuffer();
        } catch {
          row.state = 'unread';
          this.#files.delete(row.id);
          return;
        }
        sum.add(new Uint8Array(part).subarray(sum.length - offset));
        const done = offset + part.byteLength >= file.size;
        const query = new URLSearchParams({
          offset: String(offset),
          size: String(file.size),
          name: file.name,
          taken: String(file.lastModified),
        });
        if (done) {
          query.set('done', '1');
          query.set('sha256', sum.hex());
        }
        const from = offset;
        const answer = await ask<PhoneFile>('PUT', `${path}?${query.toString()}`, part, (bytes) => {
          row.sent = Math.min(file.size, from + bytes);
        });
        if (answer.ok) {
          ({ offset, state } = answer.value);
          continue;
        }
        const key = answer.problem?.key;
        if (key === 'phone_offset') break; // an earlier try brought more than we were told
        if (key === 'phone_hash' && ++tries < hashTries) break;
        if (!this.#survives(answer.status, key)) return;
        if (answer.status >= 400 && answer.status < 500) {
          row.state = 'refused';
          row.problem = answer.problem?.message ?? null;
          return;
        }
        await wait(pause);
        break;
      }
      if (state === 'kept') {
        row.sent = row.size;
        row.state = 'kept';
        this.#files.delete(row.id);
        return;
      }
    }
  }

  /** Whether the link lives on after this answer. */
  #survives(status: number, key: string | undefined): boolean {
    this.away = status === 0;
    if (key === 'phone_taken') this.link = 'taken';
    else if (key === 'phone_no_cookie') this.link = 'cookie';
    else if (key === 'phone_over') this.link = 'over';
    else return true;
    return false;
  }
}

/** Reads what lies before a place, where an earlier page sent it. */
async function catchUp(sum: Sha256, file: File, offset: number): Promise<void> {
  while (sum.length < offset) {
    const part = await file.slice(sum.length, Math.min(offset, sum.length + chunk)).arrayBuffer();
    if (part.byteLength === 0) throw new Error('the file has become shorter');
    sum.add(new Uint8Array(part));
  }
}
