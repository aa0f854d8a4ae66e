/** How the page names the versions, what was done, and to what. */
import type { Merging, MergingBlock } from '../../api/types';
import { sayField, sayType } from '../../i18n/desk-fields';
import { sayMerge } from '../../i18n/desk-merge';
import type { BlockChange } from '../history/change';
import { changeOf } from './choosing';

type Heads = Merging['heads'];

export const letterOf = (head: number): string => String.fromCharCode(65 + (head % 26));

/** `A`, or `A, B` of a version that several made alike. */
export const lettersOf = (heads: readonly number[]): string => heads.map(letterOf).join(', ');

/** Whose they are, each person once. */
export function whoOf(all: Heads, heads: readonly number[]): string {
  return [...new Set(heads.map((head) => all[head]?.who || sayMerge().program))].join(', ');
}

/** The title and its like are named by this page, all others as in the history. */
export function fieldName(field: string): string {
  const say = sayMerge();
  const own: Readonly<Record<string, string>> = {
    title: say.fieldTitle,
    lead: say.fieldLead,
    byline: say.fieldByline,
  };
  return own[field] ?? sayField(field);
}

/** What a block is, by the first of its versions that is one. */
export function blockName({ versions }: MergingBlock): string {
  const changes = versions.map(changeOf);
  const node = changes.map((change) => change.new).find((one) => one !== null) ?? changes[0]?.old;
  return sayType(node?.type ?? '');
}

export function deedOf({ kind }: BlockChange): string {
  const say = sayMerge();
  return kind === 'added' ? say.added : kind === 'removed' ? say.gone : say.changed;
}
