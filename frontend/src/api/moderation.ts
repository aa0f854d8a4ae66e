/** The desk's routes of what readers say. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type QueuedComment = Schemas['QueuedComment'];
export type CommentQueue = Schemas['CommentQueue'];
export type Judgement = Schemas['CommentJudgement'];
/** A deed that more has to be said to than yes. */
export type AskedDeed = Exclude<Judgement['deed'], 'approve'>;
export type QueueState = QueuedComment['state'] | '*';

export const moderation = {
  queue: (state: QueueState, after: string): Promise<CommentQueue> =>
    take(client.GET('/api/desk/comments', { params: { query: { state, after } } })),

  judge: (body: Judgement): Promise<Schemas['CommentsJudged']> =>
    take(client.POST('/api/desk/comments', { body })),
};
