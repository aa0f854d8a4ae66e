/** What this window can play: its machine decides, not the program. */
import { client } from '../api/client';
import { site } from '../api/site.svelte';

/** Kinds of films and sounds that articles have, as engines of browsers are asked for them. */
export const kinds = {
  'MP4 (H.264)': 'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
  'WebM (VP8)': 'video/webm; codecs="vp8, vorbis"',
  'WebM (VP9)': 'video/webm; codecs="vp9, opus"',
  MP3: 'audio/mpeg',
  'M4A (AAC)': 'audio/mp4; codecs="mp4a.40.2"',
  'OGG (Vorbis)': 'audio/ogg; codecs="vorbis"',
  'OGG (Opus)': 'audio/ogg; codecs="opus"',
  WAV: 'audio/wav; codecs="1"',
} as const;

/** Asks the engine of this window. The first question may take it a moment: it looks at all it has. */
export function playable(): { can: string[]; cannot: string[] } {
  const film = document.createElement('video');
  const can: string[] = [];
  const cannot: string[] = [];
  for (const [name, type] of Object.entries(kinds)) (film.canPlayType(type) === '' ? cannot : can).push(name);
  return { can, cannot };
}

let told = false;

/** Tells our engine once, some seconds after the page stands, so that `bangtin status` can say it. */
export function tellPlays(): void {
  if (told) return;
  told = true;
  setTimeout(() => {
    if (site.current === null || site.current.face === 'reader') return;
    void client.POST('/api/plays', { body: playable() }).catch(() => undefined); // the next page tells
  }, 4_000);
}
