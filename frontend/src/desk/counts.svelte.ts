/** How many articles stand where, for the rail and the chips. */
import { desk } from '../api/desk';
import type { DeskCategory, State } from '../api/types';

class Counts {
  #by = $state.raw<ReadonlyMap<string, number>>(new Map());

  /** All but the bin without a state. */
  of(state?: State): number {
    return this.#by.get(state ?? '*') ?? 0;
  }

  /** Asks anew; what cannot be had now stays as it is. */
  async refresh(): Promise<void> {
    const counts = await desk.counts().catch(() => null);
    if (counts !== null) this.#by = new Map(counts.map(({ state, count }) => [state, count]));
  }
}

export const counts = new Counts();

class Categories {
  /** Each parent before its children; null until they have come. */
  all = $state.raw<readonly DeskCategory[] | null>(null);

  /** Rejects with a Refusal. */
  async load(): Promise<void> {
    this.all = await desk.categories();
  }

  /** How deep a category lies below the root. */
  depth(category: DeskCategory): number {
    const parent = this.all?.find(({ id }) => id === category.parent);
    return parent === undefined ? 0 : this.depth(parent) + 1;
  }
}

export const categories = new Categories();
