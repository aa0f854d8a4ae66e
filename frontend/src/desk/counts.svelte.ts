/** How many articles and tickets stand where, for the rail and the chips. */
import { desk } from '../api/desk';
import type { DeskCategory, State } from '../api/types';

class Counts {
  #by = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Articles of which several versions stand beside each other. */
  conflicts = $state(0);
  /** New ones that nobody has received yet. */
  tickets = $state(0);

  /** All but the bin without a state. */
  of(state?: State): number {
    return this.#by.get(state ?? '*') ?? 0;
  }

  /** Asks anew; what cannot be had now stays as it is. */
  async refresh(): Promise<void> {
    const answer = await desk.counts().catch(() => null);
    if (answer === null) return;
    this.#by = new Map(answer.counts.map(({ state, count }) => [state, count]));
    this.conflicts = answer.conflicts;
    this.tickets = answer.tickets;
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
