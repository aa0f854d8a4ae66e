/** What stands between the text and its readers, while it is written: the engine's own checks come with a save. */
import type { Fault } from '../../api/types';
import type { BodyNode } from '../../body/read';
import { blocksOf, figuresOf, plainText, textAttr } from '../../body/read';
import { sayFiles } from '../../i18n/desk-files';
import { sayArticlePage } from '../../i18n/desk-article';
import type { Fields } from './document';
import { countChars, maxTitle } from './document';

export interface Check {
  key: string;
  text: string;
  /** It forbids publishing. */
  hard: boolean;
  /** The block it is about, or the field. */
  block: string;
}

/** The keys of app.Document.Faults that are looked at here. */
const ours = new Set([
  'title_missing', 'title_too_long', 'category_missing', 'lead_missing', 'body_empty', 'caption_missing', 'credit_missing',
]); // prettier-ignore

/** Whether a block is a film or a sound. */
export const isPlayed = ({ type }: BodyNode): boolean => type === 'video' || type === 'audio';

/** What lacks now, and what the engine found at the last save and only it can find. */
export function checks(
  fields: Fields,
  body: unknown,
  found: readonly Fault[],
  pick: (fault: Fault) => string,
): Check[] {
  const say = sayArticlePage();
  const blocks = blocksOf(body);
  const list: Check[] = [];
  const lack = (key: string, text: string, hard: boolean, block = ''): void => {
    list.push({ key, text, hard, block });
  };
  if (fields.title.trim() === '') lack('title_missing', say.lackTitle, true);
  if (countChars(fields.title.trim()) > maxTitle) lack('title_too_long', say.longTitle, true);
  if (fields.category === '') lack('category_missing', say.lackCategory, true);
  if (fields.lead.trim() === '') lack('lead_missing', say.lackLead, false);
  if (blocks.every((block) => plainText(block).trim() === '')) lack('body_empty', say.lackText, false);
  for (const block of blocks) {
    if (isPlayed(block) && textAttr(block, 'caption').trim() === '')
      lack('caption_missing', sayFiles().captionMissing, false, textAttr(block, 'id'));
    for (const figure of figuresOf([block])) {
      if (textAttr(figure, 'caption').trim() === '')
        lack('caption_missing', say.lackCaption, false, textAttr(block, 'id'));
      if (textAttr(figure, 'credit').trim() === '')
        lack('credit_missing', say.lackCredit, false, textAttr(block, 'id'));
    }
  }
  for (const fault of found) {
    if (!ours.has(fault.key)) lack(fault.key, pick(fault), fault.warns !== true, fault.block ?? '');
  }
  return list.sort((a, b) => Number(b.hard) - Number(a.hard));
}
