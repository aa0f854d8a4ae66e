/** Films and sounds in the text while it is edited: the player of the browser, and what belongs to it. Plain DOM. */
import type { EditorState, Transaction } from 'prosemirror-state';
import type { Node } from 'prosemirror-model';
import { sayFiles } from '../../i18n/desk-files';
import { element } from './element';
import type { Surroundings } from './figure';

/** What can be asked for a film or sound. */
export type FilmAct = 'poster' | 'subtitles';

/** What it is to be given; an empty name takes it away. */
export interface FilmParts {
  poster?: string;
  subtitles?: string;
}

/** Gives the first film or sound that shows a file something, as one step; null if none does any more. */
export function withFilm(state: EditorState, media: string, parts: FilmParts): Transaction | null {
  let at = -1;
  state.doc.forEach((node, pos) => {
    const plays = node.type.name === 'video' || node.type.name === 'audio';
    if (at < 0 && plays && node.attrs['media'] === media) at = pos;
  });
  if (at < 0) return null;
  const tr = state.tr;
  for (const [name, value] of Object.entries(parts)) tr.setNodeAttribute(at, name, value);
  return tr;
}

export class Player {
  readonly dom: HTMLElement;
  private readonly player: HTMLMediaElement;
  private readonly fault = element('p', 'missing');
  private readonly acts = element('p', 'acts');
  private readonly film: boolean;
  private readonly around: Surroundings;
  private readonly set: (parts: FilmParts) => void;
  private node: Node;
  private failed = false;

  constructor(node: Node, around: Surroundings, set: (parts: FilmParts) => void) {
    [this.node, this.around, this.set] = [node, around, set];
    this.film = node.type.name === 'video';
    this.player = this.film ? element('video', '') : element('audio', '');
    this.player.controls = true;
    this.player.preload = 'metadata';
    this.player.addEventListener('error', () => this.fails(true));
    this.player.addEventListener('loadedmetadata', () => this.fails(false));
    this.dom = element('div', 'player', this.player, this.fault, this.acts);
  }

  private fails(failed: boolean): void {
    this.failed = failed;
    this.say();
  }

  private say(): void {
    const missing = this.around.file(String(this.node.attrs['media'])) === '';
    this.fault.textContent = missing ? sayFiles().gone : sayFiles().unplayable;
    this.fault.hidden = !missing && !this.failed;
    this.player.hidden = missing || this.failed;
  }

  draw(node: Node, editable: boolean): void {
    this.node = node;
    const url = this.around.file(String(node.attrs['media']));
    if (url !== '' && this.player.getAttribute('src') !== url) this.player.src = url;
    if (this.player instanceof HTMLVideoElement) {
      const poster = this.around.media(String(node.attrs['poster']))?.url ?? '';
      if (this.player.poster !== poster) this.player.poster = poster;
    }
    this.player.setAttribute('aria-label', String(node.attrs['caption']));
    this.say();
    this.drawActs(editable);
  }

  private drawActs(editable: boolean): void {
    const say = sayFiles();
    const media = String(this.node.attrs['media']);
    const made: HTMLElement[] = [];
    const note = (text: string): void => {
      const set = element('span', 'set');
      set.textContent = text;
      made.push(set);
    };
    const act = (text: string, run: () => void): void => {
      const button = element('button', 'plain');
      button.type = 'button';
      button.textContent = text;
      button.disabled = !editable;
      button.addEventListener('click', run);
      made.push(button);
    };
    if (this.film) {
      if (this.node.attrs['poster'] !== '') note(say.posterSet);
      act(say.poster, () => this.around.film('poster', media));
      if (this.failed === false) act(say.posterHere, () => void this.still());
      if (this.node.attrs['poster'] !== '') act(say.posterOff, () => this.set({ poster: '' }));
    }
    if (this.node.attrs['subtitles'] !== '') note(say.subtitlesSet);
    act(say.subtitlesAdd, () => this.around.film('subtitles', media));
    if (this.node.attrs['subtitles'] !== '') act(say.subtitlesOff, () => this.set({ subtitles: '' }));
    const had = this.acts.contains(document.activeElement);
    this.acts.replaceChildren(...made);
    if (had) this.acts.querySelector('button')?.focus();
  }

  /** Makes a picture of what is shown and gives it away as the poster. */
  private async still(): Promise<void> {
    if (!(this.player instanceof HTMLVideoElement) || this.player.videoWidth === 0) return;
    const canvas = element('canvas', '');
    [canvas.width, canvas.height] = [this.player.videoWidth, this.player.videoHeight];
    canvas.getContext('2d')?.drawImage(this.player, 0, 0);
    const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
    if (picture !== null) this.around.still(picture, String(this.node.attrs['media']));
  }

  /** Stops it when it is taken out. */
  destroy(): void {
    this.player.removeAttribute('src');
    this.player.load();
  }
}
