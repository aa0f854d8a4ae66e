/** What a visitor has sent and nobody has approved yet: only they see it, and only for this visit. */
import { leavesTrace } from '../../ui/forget';

export interface Waiting {
  id: string;
  article: string;
  name: string;
  text: string;
}

class Sent {
  all = $state.raw<Waiting[]>([]);
  /** What they called themselves, so that they need not write it twice. */
  name = '';

  add(one: Waiting): void {
    this.all = [...this.all, one];
    this.name = one.name;
  }
}

export const sent = new Sent();

leavesTrace(() => {
  sent.all = [];
  sent.name = '';
});
