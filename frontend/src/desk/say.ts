/** The words for states, posts and acts. */
import type { Act, Post, State } from '../api/types';
import { sayDesk } from '../i18n/desk';

export function sayState(state: State): string {
  const say = sayDesk();
  return state === 'review' ? say.inReview : say[state];
}

export function sayPost(post: Post): string {
  return sayDesk()[post];
}

export function sayAct(act: Act): string {
  const say = sayDesk();
  return act === 'trash' ? say.binAct : say[act];
}
