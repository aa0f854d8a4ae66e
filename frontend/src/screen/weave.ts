/** The programme's place among the slides. */
import type { Slide } from '../api/types';

/** After so many articles the programme comes again. */
const between = 3;
const mark = 'programme';

/** A slide that shows the programme and no article. */
function programmeSlide(turn: number): Slide {
  const none = { vi: '', en: '' };
  return {
    id: `${mark}-${String(turn)}`,
    slug: '',
    path: '',
    title: '',
    lead: '',
    lang: 'vi',
    category: { id: '', slug: '', name: none },
    published: { at: '', dateOnly: true },
    photo: null,
    byline: '',
    source: '',
    words: 0,
    caption: '',
    credit: '',
    address: '',
    qr: null,
    seconds: 16,
    updated: '',
    langs: [],
  };
}

export function isProgramme(slide: Slide): boolean {
  return slide.photo === null && slide.id.startsWith(mark);
}

/** Slides with the programme in front and after each few; it alone where there is nothing else. */
export function weave(slides: readonly Slide[]): Slide[] {
  const woven: Slide[] = [];
  for (let at = 0; at === 0 || at < slides.length; at += between) {
    woven.push(programmeSlide(at / between), ...slides.slice(at, at + between));
  }
  return woven;
}
