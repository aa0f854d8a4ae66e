/** What a person makes of versions that stand beside each other: the places to choose at, and what comes of it. */
import type { Merging, MergingBlock, MergingField } from '../../api/types';
import type { BlockChange } from '../history/change';

/** One of the versions by its place in the list, or all of them. */
export type Choice = number | 'all';

export type Choices = ReadonlyMap<string, Choice>;

/** A clash that somebody has to look at. */
export interface Place {
  key: string;
  field: MergingField | null;
  block: MergingBlock | null;
  /** Whether all versions can stay. */
  all: boolean;
  /** What the merged document has. */
  merged: Choice;
}

/** Fields of which two values can stand in one, and what parts them. */
const joints: Readonly<Record<string, string>> = {
  title: ' / ',
  lead: '\n',
  byline: ', ',
  source: ', ',
  topic: ' / ',
  series: ' / ',
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Title and lead come first, as on the page. */
const order = ['title', 'lead', 'byline'];
const rank = (field: string): number => (order.includes(field) ? order.indexOf(field) : order.length);

export function inOrder(fields: readonly MergingField[]): MergingField[] {
  return [...fields].sort((a, b) => rank(a.field) - rank(b.field));
}

/** What is to be chosen: fields, then blocks, in the order of the page. */
export function placesOf({ fields, blocks }: Pick<Merging, 'fields' | 'blocks'>): Place[] {
  const ofFields = inOrder(fields).filter(({ clash }) => clash);
  return [
    ...ofFields.map((field) => ({
      key: `field ${field.field}`,
      field,
      block: null,
      all: field.field in joints && field.versions.every(({ value }) => isText(value)),
      merged: 0,
    })),
    ...blocks
      .filter(({ clash }) => clash)
      .map((block): Place => {
        const kept = block.versions.filter((version) => version.block !== '').length;
        return {
          key: `block ${block.block}`,
          field: null,
          block,
          all: kept > 1,
          merged: kept > 1 ? 'all' : 0,
        };
      }),
  ];
}

/** The places where nothing was chosen yet. */
export function openPlaces(places: readonly Place[], choices: Choices): Place[] {
  return places.filter(({ key }) => !choices.has(key));
}

/** The versions of a place in the order of their heads, each with its place in the list. */
export function columnsOf<V extends { heads: readonly number[] }>(
  versions: readonly V[],
): { at: number; version: V }[] {
  return versions
    .map((version, at) => ({ at, version }))
    .sort((a, b) => (a.version.heads[0] ?? 0) - (b.version.heads[0] ?? 0));
}

interface Block {
  attrs?: Record<string, unknown>;
}

/** The merged document with what was chosen; what was not chosen stays as it is merged. */
export function settle(
  { doc, fields, blocks }: Pick<Merging, 'doc' | 'fields' | 'blocks'>,
  choices: Choices,
): unknown {
  const out = structuredClone(doc) as Record<string, unknown> & { body: { content?: Block[] } };
  for (const place of placesOf({ fields, blocks })) {
    const choice = choices.get(place.key);
    if (choice === undefined) continue;
    if (place.field !== null) setField(out, place.field, choice);
    else if (place.block !== null && choice !== 'all')
      out.body.content = keepOne(out.body.content ?? [], place.block, choice);
  }
  return out;
}

function setField(doc: Record<string, unknown>, { field, versions }: MergingField, choice: Choice): void {
  const value: unknown =
    choice === 'all'
      ? versions.map((version) => version.value as string).join(joints[field] ?? ' ')
      : versions[choice]?.value;
  if (value === null || value === undefined) Reflect.deleteProperty(doc, field);
  else doc[field] = value;
}

/** The one that stays has the id that the block always had. */
function keepOne(content: readonly Block[], { block, versions }: MergingBlock, choice: number): Block[] {
  const kept = versions[choice]?.block ?? '';
  const all = new Set(versions.map((version) => version.block));
  return content
    .filter(({ attrs }) => !all.has(String(attrs?.['id'])) || attrs?.['id'] === kept)
    .map((one) =>
      kept !== '' && one.attrs?.['id'] === kept ? { ...one, attrs: { ...one.attrs, id: block } } : one,
    );
}

/** The change as the engine tells it; the contract leaves its shape to app/body. */
export const changeOf = (version: { change: unknown }): BlockChange => version.change as BlockChange;
