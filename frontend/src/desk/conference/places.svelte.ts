/** Plans, points and cards while they are edited: each field is kept when it is left. */
import type { Device, Fields, Part, PartEdit, PartType } from '../../api/conference';
import { conference } from '../../api/conference';
import type { Picture } from '../../api/types';
import { pick } from '../../i18n/language.svelte';
import { sameValue } from './cells';

export class Places {
  parts = $state.raw<Part[]>([]);
  pictures = $state.raw<Readonly<Record<string, Picture>>>({});
  devices = $state.raw<readonly Device[]>([]);
  loaded = $state(false);
  may = $state(false);
  wrong = $state('');

  /** As the engine last told of them; in `parts` a field that is being typed in stays as it was seen. */
  #told: readonly Part[] = [];
  #typed: { id: string; field: string } | null = null;
  #sending: Promise<unknown> = Promise.resolve();
  readonly #reason: (error: unknown) => string;

  constructor(reason: (error: unknown) => string) {
    this.#reason = reason;
  }

  /** Takes in what the engine holds; rejects with a Refusal. */
  async load(): Promise<void> {
    const all = await conference.all();
    this.#told = all.parts as Part[];
    this.#follow();
    this.pictures = all.pictures;
    this.devices = all.devices;
    this.may = all.may;
    this.loaded = true;
  }

  #follow(): void {
    const typed = this.#typed;
    const seen = this.parts.find(({ id }) => id === typed?.id)?.fields;
    this.parts = this.#told.map((part) =>
      typed === null || seen === undefined || part.id !== typed.id
        ? part
        : { ...part, fields: { ...part.fields, [typed.field]: seen[typed.field], removed: seen['removed'] } },
    );
  }

  /** Somebody is typing in a field: until it is left or kept it stays as they saw it. */
  typing({ id }: Part, field: string): void {
    this.#typed = { id, field };
  }

  /** The field is left; what came meanwhile is shown. */
  left(): void {
    if (this.#typed === null) return;
    this.#typed = null;
    this.#follow();
  }

  /** Until nothing is on its way to the engine. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** Those of a type that are there, in their order. */
  of(type: PartType): Part[] {
    return this.parts
      .filter((part) => part.type === type && part.fields['removed'] !== true)
      .sort(
        (a, b) =>
          orderOf(a) - orderOf(b) || compare(textOf(a, 'name'), textOf(b, 'name')) || (a.id < b.id ? -1 : 1),
      );
  }

  /** Adds a part; its id, or empty where the engine refused. */
  async add(type: PartType, set: Fields): Promise<string> {
    return this.#send({ id: '', type, set, was: {} });
  }

  /** Sets fields of a part; what is so already is not sent. */
  async set(part: Part, fields: Fields): Promise<void> {
    const set = Object.fromEntries(
      Object.entries(fields).filter(([name, value]) => !sameValue(part.fields[name], value)),
    );
    if (Object.keys(set).length === 0) return;
    const was = Object.fromEntries(Object.keys(set).map((name) => [name, part.fields[name] ?? null]));
    await this.#send({ id: part.id, type: part.type, set, was });
  }

  async remove(part: Part): Promise<void> {
    await this.#send({ id: part.id, type: part.type, set: { removed: true }, was: part.fields });
  }

  /** Says the last word on a field that two have written, having seen both. */
  async decide({ id, type }: Part, field: string, value: unknown): Promise<void> {
    const now = this.#told.find((part) => part.id === id)?.fields ?? {};
    const was = field === 'removed' ? now : { [field]: now[field] ?? null };
    await this.#send({ id, type, set: { [field]: value ?? null }, was });
  }

  /** Brings back what was removed. */
  async restore(part: Part): Promise<void> {
    await this.#send({ id: part.id, type: part.type, set: { removed: null }, was: { removed: true } });
  }

  /** Says where a machine stands; empty: nowhere in particular. */
  async stands(device: string, point: string): Promise<void> {
    try {
      await conference.here(device, point);
      await this.load();
      this.wrong = '';
    } catch (error) {
      this.wrong = this.#reason(error);
    }
  }

  async #send(edit: PartEdit): Promise<string> {
    const sent = this.#write(edit);
    this.#sending = sent;
    return sent;
  }

  async #write(edit: PartEdit): Promise<string> {
    try {
      const { parts, refused } = await conference.edit([edit]);
      this.wrong = refused === null ? '' : pick(refused.message);
      if (refused === null && this.#typed?.id === edit.id && this.#typed.field in edit.set)
        this.#typed = null;
      await this.load();
      return parts[0]?.id ?? '';
    } catch (error) {
      this.wrong = this.#reason(error);
      return '';
    }
  }
}

const { compare } = new Intl.Collator('vi-VN');

/** Its place among those of its type; 0 stands in front. */
export function orderOf(part: Part): number {
  const order = part.fields['order'];
  return typeof order === 'number' ? order : 0;
}

/** The text in a field. */
export function textOf(part: Part, field: string): string {
  const value = part.fields[field];
  return typeof value === 'string' ? value : '';
}

/** Where a point stands, in thousandths. */
export function spotOf(part: Part): { x: number; y: number } {
  const at = part.fields['at'] as { x?: number; y?: number } | undefined;
  return { x: at?.x ?? 0, y: at?.y ?? 0 };
}
