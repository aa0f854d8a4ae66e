/** The article that somebody wants to say something about, on the way from it to the form. */
import { leavesTrace } from '../../ui/forget';

export interface About {
  article: string;
  title: string;
  /** What was selected of it, or nothing. */
  passage: string;
}

class Wanted {
  about = $state.raw<About | null>(null);
}

export const wanted = new Wanted();

leavesTrace(() => (wanted.about = null));
