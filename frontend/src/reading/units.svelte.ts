/** The directory of units as far as it was asked for. */
import { directory } from '../api/directory';
import { live } from '../api/live.svelte';
import { site } from '../api/site.svelte';
import type { Unit, UnitList } from '../api/types';
import { language } from '../i18n/language.svelte';
import { outside } from '../ui/dialog.svelte';

/** A group with its units, in the order of the directory; `name` is null for units without one. */
export interface Section {
  id: string;
  name: Unit['name'] | null;
  units: Unit[];
}

/** The units by group, as they follow each other; those of no group stand together, behind the groups. */
export function sections(units: readonly Unit[], groups: UnitList['groups']): Section[] {
  const known = new Map(groups.map((group) => [group.id, group.name]));
  const found = new Map<string, Section>();
  for (const unit of units) {
    const name = known.get(unit.group) ?? null;
    const id = name === null ? '' : unit.group;
    const section = found.get(id) ?? { id, name, units: [] };
    section.units.push(unit);
    found.set(id, section);
  }
  const all = [...found.values()];
  return [
    ...all.filter((section) => section.name !== null),
    ...all.filter((section) => section.name === null),
  ];
}

export class Units {
  words = $state('');
  group = $state('');
  letter = $state('');
  /** The last answer; its units are those of all pieces so far. */
  shown = $state.raw<UnitList | null>(null);
  busy = $state(false);

  #turn = 0;

  /** Asks for the first piece of what is wanted; an answer that comes too late is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const fresh = await directory.list(this.#query(0));
    if (turn !== this.#turn) return;
    this.shown = fresh;
    await live.saw(fresh.cursor);
  }

  /** Adds the next piece; a refusal leaves the list as it is, to be asked again. */
  async more(): Promise<void> {
    const before = this.shown;
    if (before === null || before.next === 0 || this.busy) return;
    const turn = this.#turn;
    this.busy = true;
    try {
      const piece = await directory.list(this.#query(before.next));
      if (turn === this.#turn) this.shown = { ...piece, units: [...before.units, ...piece.units] };
    } catch {
      // The button stays.
    } finally {
      this.busy = false;
    }
  }

  /** Asks again for as many pieces as stand there. */
  async renew(): Promise<void> {
    const many = this.shown?.units.length ?? 0;
    await this.load();
    while (this.shown !== null && this.shown.next !== 0 && this.shown.units.length < many) await this.more();
  }

  #query(at: number): Parameters<typeof directory.list>[0] {
    return {
      lang: language.current,
      at,
      ...(this.words !== '' && { words: this.words }),
      ...(this.group !== '' && { group: this.group }),
      ...(this.letter !== '' && { letter: this.letter }),
    };
  }
}

/**
 * Opens the website of a unit from one of our windows, which never navigate: in the system's browser, or where
 * there is none, as an address to be noted. Resolves to whether a browser opens it.
 */
export async function openOutside(unit: Pick<Unit, 'id' | 'link'>): Promise<boolean> {
  try {
    await directory.browse(unit.id);
    return true;
  } catch {
    outside.address = unit.link ?? null;
    return false;
  }
}

/** Whether this is a kiosk's page, wherever it is shown: nothing on it may lead away. */
export const atKiosk = (): boolean =>
  site.current?.face === 'kiosk' || document.documentElement.dataset['face'] === 'kiosk';

/** Whether links are to be followed by the browser itself: this is a browser and no window of ours. */
export const inBrowser = (): boolean => !site.enclosed;
