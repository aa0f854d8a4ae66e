/** What was chosen so far, and the way back. */
import type { Merging } from '../../api/types';
import type { Choice, Choices, Place } from './choosing';
import { openPlaces, placesOf, settle } from './choosing';

export class Choosing {
  readonly merging: Merging;
  readonly places: readonly Place[];
  choices = $state.raw<Choices>(new Map());
  #past = $state.raw<readonly { choices: Choices; key: string }[]>([]);

  readonly open = $derived.by(() => openPlaces(this.places, this.choices));

  constructor(merging: Merging) {
    this.merging = merging;
    this.places = placesOf(merging);
  }

  get mayUndo(): boolean {
    return this.#past.length > 0;
  }

  choose(place: Place, choice: Choice): void {
    if (this.choices.get(place.key) !== choice) this.#set(place.key, [[place.key, choice]]);
  }

  /** Leaves all that was not looked at as it is merged. */
  keepRest(): void {
    const [first] = this.open;
    if (first !== undefined)
      this.#set(
        first.key,
        this.open.map(({ key, merged }) => [key, merged]),
      );
  }

  /** Takes the last choice back and tells where it was; null where there is none. */
  undo(): string | null {
    const last = this.#past.at(-1);
    if (last === undefined) return null;
    this.#past = this.#past.slice(0, -1);
    this.choices = last.choices;
    return last.key;
  }

  /** The open place behind another in the order of the page, else the first open one. */
  next(key: string): Place | null {
    const at = this.places.findIndex((place) => place.key === key);
    return this.open.find((place) => this.places.indexOf(place) > at) ?? this.open[0] ?? null;
  }

  document(): unknown {
    return settle(this.merging, this.choices);
  }

  #set(key: string, entries: readonly (readonly [string, Choice])[]): void {
    this.#past = [...this.#past, { choices: this.choices, key }];
    this.choices = new Map([...this.choices, ...entries]);
  }
}
