/** The programme as it was told last; every change of it comes by itself. */
import type { ProgrammeItem } from '../../api/hall';
import { hall } from '../../api/hall';
import { live } from '../../api/live.svelte';

class ProgrammeState {
  /** Null until the engine has answered. */
  items = $state.raw<ProgrammeItem[] | null>(null);

  /** Fetches it; rejects with a Refusal. */
  async load(): Promise<void> {
    const { items, cursor } = await hall.programme();
    this.items = items;
    await live.saw(cursor);
  }

  /** Follows changes until the returned function is called. */
  listen(): () => void {
    return live.listen(() => this.load());
  }
}

export const programme = new ProgrammeState();
