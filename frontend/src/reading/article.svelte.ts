/** The article that is open. */
import { api, Refusal } from '../api/client';
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import type { Article } from '../api/types';
import { holding } from '../ui/anchor';

export class OpenArticle {
  /** Null until it has come. */
  current = $state.raw<Article | null>(null);
  /** It was shown here, and is not published any more. */
  withdrawn = $state(false);

  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  /** Fetches it; rejects with a Refusal. */
  async load(): Promise<void> {
    if (this.current !== null) return;
    const article = await api.article(this.id);
    this.current = article;
    await live.saw(article.cursor);
  }

  /** Brings the page up to date without moving what is being read. */
  async follow(change: Change): Promise<void> {
    const concerned = this.current !== null || this.withdrawn;
    // What is of no article is of all of them: a setting, the name of a category.
    const touched =
      change.articles === null ||
      change.articles.length === 0 ||
      change.articles.includes(this.id) ||
      this.#neighbours(change.articles);
    if (!concerned || !touched) return;
    try {
      const fresh = await api.article(this.id);
      await holding(() => {
        this.current = fresh;
        this.withdrawn = false;
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing) throw error;
      this.withdrawn = true;
      this.current = null;
    }
  }

  /** Follows changes until the returned function is called. */
  listen(): () => void {
    return live.listen((change) => this.follow(change));
  }

  /** Whether the lists at the end, the other languages, or the place in a series may have changed. */
  #neighbours(touched: readonly string[]): boolean {
    const article = this.current;
    if (article === null) return false;
    const shown = [...article.newer, ...article.older, ...article.versions].map(({ id }) => id);
    const open = article.newer.length < 5 || article.series !== null;
    return open || touched.some((id) => shown.includes(id));
  }
}
