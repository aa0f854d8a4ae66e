/** The articles that have to do with the open one. */
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import { reading } from '../api/reading';
import type { Card } from '../api/types';
import { holding } from '../ui/anchor';

export class Around {
  related = $state.raw<Card[]>([]);

  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  /** Fetches them. An article stands without them: what is refused leaves the list as it is. */
  async load(): Promise<void> {
    try {
      const { cards } = await reading.related(this.#id);
      await holding(() => (this.related = cards));
    } catch {
      // The page is about the article.
    }
  }

  /** What is withdrawn leaves at once, before the engine has been asked again. */
  async follow({ articles }: Change): Promise<void> {
    const gone = this.related.filter(({ id }) => articles?.includes(id));
    if (gone.length > 0) this.related = this.related.filter((card) => !gone.includes(card));
    await this.load();
  }

  /** Follows changes until the returned function is called. */
  listen(): () => void {
    return live.listen((change) => this.follow(change));
  }
}
