import type { Post } from '../../api/types';
import { sayOffice } from '../../i18n/desk-office';

/** All posts, in the order in which each may do more than the one before; the auditor stands apart. */
export const posts: readonly Post[] = ['writer', 'editor', 'publisher', 'administrator', 'auditor'];

/** What a post may do, in a sentence. */
export function sayCan(post: Post): string {
  return sayOffice()[`${post}Can`];
}
