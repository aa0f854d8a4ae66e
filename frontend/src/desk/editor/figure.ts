/**
 * How pictures, films and sounds stand in the text while it is edited: the photo with its focal point, and under
 * it the fields for caption, credit and description. Plain DOM: ProseMirror makes and drops it as it likes.
 */
import type { Node } from 'prosemirror-model';
import { NodeSelection, Plugin, Selection, TextSelection } from 'prosemirror-state';
import type { EditorView, NodeView, NodeViewConstructor } from 'prosemirror-view';
import { sayFiles } from '../../i18n/desk-files';
import type { sayEditor } from '../../i18n/editor';
import { blocksOf, plainText } from '../../body/read';
import { paragraphAfter } from './commands';
import { element } from './element';
import type { FilmAct } from './film';
import { Player } from './film';
import { Dropping, GalleryView } from './gallery-view';
import { isObject } from './kept';
import { editorSchema as schema } from './schema';

/** A picture as it can be shown here and now. */
export interface Shown {
  /** Empty while nothing is to be seen of it yet. */
  url: string;
  width: number;
  height: number;
  /** Stands in its place until it is there. */
  colour: string;
}

export interface Surroundings {
  /** Null while this machine does not have the file. */
  media: (hash: string) => Shown | null;
  /** Where a film or sound is had; empty while this machine does not have it. */
  file: (hash: string) => string;
  /** A film or sound wants a poster or subtitles. */
  film: (act: FilmAct, media: string) => void;
  /** A picture out of a film is to be its poster. */
  still: (picture: Blob, media: string) => void;
  say: () => ReturnType<typeof sayEditor>;
  /** Keys that mean the same in a field as in the text; true if it was one. */
  key: (event: KeyboardEvent, view: EditorView) => boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement;
type FieldName = 'caption' | 'credit' | 'alt' | 'transcript';

/** What one stay in a field writes is one step of the history. */
let stays = 0;

export class MediaView implements NodeView {
  readonly dom: HTMLElement;
  private readonly photo: Photo | null;
  private readonly player: Player | null;
  private readonly fields = new Map<FieldName, Field>();
  private readonly label = element('span', 'kind');
  private stay = 0;
  private node: Node;
  private readonly view: EditorView;
  private readonly getPos: () => number | undefined;
  private readonly around: Surroundings;

  constructor(node: Node, view: EditorView, getPos: () => number | undefined, around: Surroundings) {
    [this.node, this.view, this.getPos, this.around] = [node, view, getPos, around];
    const figure = node.type.name === 'figure';
    this.photo = figure ? new Photo((x, y) => this.set({ focusX: x, focusY: y })) : null;
    this.player = figure ? null : new Player(node, around, (parts) => this.set({ ...parts }));
    const line = element('div', 'line', this.field('caption'), this.field('credit'));
    this.dom = element('figure', `media ${node.type.name}`);
    if (this.photo) this.dom.append(this.photo.dom);
    else this.dom.append(this.label);
    if (this.player) this.dom.append(this.player.dom);
    this.dom.append(line, this.field(figure ? 'alt' : 'transcript'));
    this.dom.addEventListener('keydown', (event) => this.key(event));
    this.draw();
  }

  private field(name: FieldName): Field {
    const long = name === 'caption' || name === 'transcript';
    const field = long ? element('textarea', name) : element('input', name);
    if (field instanceof HTMLTextAreaElement) field.rows = 1;
    field.autocomplete = 'off';
    field.spellcheck = false;
    field.addEventListener('input', () => {
      this.grow();
      const value = name === 'transcript' ? field.value : field.value.replace(/\s*\n\s*/g, ' ');
      this.set({ [name]: value }, this.stay);
    });
    field.addEventListener('focus', () => this.enter());
    // Text cannot be chosen with the mouse inside something that is dragged.
    field.addEventListener('blur', () => (this.dom.draggable = true));
    this.fields.set(name, field);
    return field;
  }

  private enter(): void {
    stays += 1;
    this.stay = -stays;
    this.dom.draggable = false;
    const pos = this.getPos();
    if (pos === undefined || this.isChosen(pos)) return;
    this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, pos)));
  }

  private isChosen(pos: number): boolean {
    const { selection } = this.view.state;
    return selection instanceof NodeSelection && selection.from === pos;
  }

  /** Changes attributes; the same stay goes into the history as one, as the letters of one word do. */
  private set(attrs: Record<string, unknown>, stay?: number): void {
    const pos = this.getPos();
    if (pos === undefined || !this.view.editable) return;
    const tr = this.view.state.tr;
    for (const [name, value] of Object.entries(attrs)) tr.setNodeAttribute(pos, name, value);
    if (stay !== undefined) tr.setMeta('composition', stay);
    this.view.dispatch(tr);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const act = this.actOf(event);
    if (act === null && !this.around.key(event, this.view)) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
  }

  private actOf(event: KeyboardEvent): (() => void) | null {
    if (event.key === 'Escape') return () => this.leave('to the picture');
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey) return null;
    if (event.target === this.photo?.dom) return () => this.edit();
    // A transcript has paragraphs, and the player's parts are pressed.
    if (event.target === this.fields.get('transcript')) return null;
    if (this.player?.dom.contains(event.target as HTMLElement) === true) return null;
    return () => this.leave('to the text');
  }

  private leave(where: 'to the picture' | 'to the text'): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    const tr = this.view.state.tr;
    const after = pos + this.node.nodeSize;
    if (where === 'to the picture') tr.setSelection(NodeSelection.create(tr.doc, pos));
    else {
      const next = tr.doc.resolve(after).nodeAfter;
      const inRoll = tr.doc.resolve(pos).parent.type.name === 'gallery';
      if (next?.isTextblock !== true && !inRoll) tr.insert(after, schema.node('paragraph'));
      if (inRoll) tr.setSelection(Selection.near(tr.doc.resolve(after)));
      else tr.setSelection(TextSelection.create(tr.doc, after + 1));
    }
    this.view.dispatch(tr.scrollIntoView());
    this.view.focus();
  }

  /** Where it stands in the document. */
  pos(): number | undefined {
    return this.getPos();
  }

  /** Puts the caret into the caption. */
  edit(): void {
    const caption = this.fields.get('caption');
    caption?.focus();
    caption?.setSelectionRange(caption.value.length, caption.value.length);
  }

  /** Draws it anew: another language, a file that has come. */
  draw(): void {
    const say = this.around.say();
    this.label.textContent = this.node.type.name === 'video' ? say.video : say.audio;
    for (const [name, field] of this.fields) {
      const value = String(this.node.attrs[name]);
      if (field.value !== value) field.value = value;
      const plays = this.photo === null;
      if (name === 'transcript') field.placeholder = sayFiles().transcriptEmpty;
      else field.placeholder = say[name === 'credit' && plays ? 'makerEmpty' : (`${name}Empty` as const)];
      field.setAttribute('aria-label', this.nameOf(name));
      field.readOnly = !this.view.editable;
    }
    this.player?.draw(this.node, this.view.editable);
    const ratio = this.photo?.draw(this.node, this.around, this.view.editable);
    if (ratio !== undefined) this.dom.style.setProperty('--ratio', String(ratio));
    this.grow();
  }

  private nameOf(name: FieldName): string {
    const say = this.around.say();
    if (name === 'transcript') return sayFiles().transcript;
    if (this.photo === null && name !== 'alt') return name === 'caption' ? say.captionOf : say.makerEmpty;
    return say[name];
  }

  private grow(): void {
    for (const name of ['caption', 'transcript'] as const) {
      const field = this.fields.get(name);
      if (field?.isConnected !== true) continue;
      field.style.height = 'auto';
      const edges = field.offsetHeight - field.clientHeight;
      field.style.height = `${String(field.scrollHeight + edges)}px`;
    }
  }

  destroy(): void {
    this.player?.destroy();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add('chosen');
    if (this.photo) this.photo.chosen = true;
  }

  deselectNode(): void {
    this.dom.classList.remove('chosen');
    if (this.photo) this.photo.chosen = false;
  }

  stopEvent(event: Event): boolean {
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea')) return true;
    if (this.player?.dom.contains(event.target as HTMLElement) === true) return true;
    return event.type.startsWith('key') && this.dom.contains(event.target as HTMLElement);
  }

  ignoreMutation(): boolean {
    return true;
  }
}

/** A photo, whole, and on it the point that every crop keeps in sight. */
class Photo {
  readonly dom = element('button', 'photo');
  private readonly image = element('img', '');
  private readonly point = element('span', 'point');
  private readonly missing = element('span', 'missing');
  private at = { x: 500, y: 500 };
  private was = false;
  private readonly set: (x: number, y: number) => void;
  /** Whether its figure is chosen. */
  chosen = false;

  constructor(set: (x: number, y: number) => void) {
    this.set = set;
    this.dom.type = 'button';
    this.image.alt = '';
    this.image.draggable = false;
    this.dom.append(this.image, this.missing, this.point);
    this.dom.addEventListener('mousedown', () => (this.was = this.chosen));
    this.dom.addEventListener('click', (event) => this.click(event));
    this.dom.addEventListener('keydown', (event) => this.key(event));
  }

  /** The first click chooses the picture: nobody moves the point without having seen it. */
  private click(event: MouseEvent): void {
    if (event.detail === 0 || !this.was || this.image.hidden) return;
    const box = this.dom.getBoundingClientRect();
    this.move(
      ((event.clientX - box.left) / box.width) * 1_000,
      ((event.clientY - box.top) / box.height) * 1_000,
    );
  }

  private key(event: KeyboardEvent): void {
    const step = event.shiftKey ? 50 : 10;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.at.x + (by[0] ?? 0) * step, this.at.y + (by[1] ?? 0) * step);
  }

  private move(x: number, y: number): void {
    const whole = (value: number): number => Math.min(Math.max(Math.round(value), 0), 1_000);
    this.set(whole(x), whole(y));
  }

  /** Draws it and tells how wide it is for its height. */
  draw(node: Node, around: Surroundings, editable: boolean): number {
    const say = around.say();
    const shown = around.media(String(node.attrs['media']));
    this.at = { x: Number(node.attrs['focusX']), y: Number(node.attrs['focusY']) };
    const percent = (value: number): string => String(Math.round(value / 10));
    this.image.hidden = shown === null || shown.url === '';
    this.missing.hidden = shown !== null;
    this.missing.textContent = say.photoMissing;
    if (shown !== null && shown.url !== '' && this.image.getAttribute('src') !== shown.url)
      this.image.src = shown.url;
    this.dom.style.setProperty('--ratio', String(shown === null ? 16 / 9 : shown.width / shown.height));
    this.dom.style.setProperty('--own', shown === null ? '100%' : `${String(shown.width)}px`);
    this.dom.style.backgroundColor = shown?.colour ?? '';
    this.dom.disabled = !editable;
    this.dom.setAttribute('aria-label', say.focus(percent(this.at.x), percent(this.at.y)));
    this.point.style.left = `${String(this.at.x / 10)}%`;
    this.point.style.top = `${String(this.at.y / 10)}%`;
    return shown === null ? 16 / 9 : shown.width / shown.height;
  }
}

/** A block that this version does not know: what it is, and its text. */
function keptView(node: Node, around: Surroundings): NodeView {
  const json: unknown = node.attrs['json'];
  const type = isObject(json) ? String(json['type']) : '';
  const label = element('span', 'kind');
  label.textContent = around.say().unknown(type);
  const text = element('p', '');
  text.textContent = blocksOf({ content: [json] })
    .map(plainText)
    .join('\n');
  return { dom: element('div', 'kept', label, text), ignoreMutation: () => true };
}

/** The plugin, and a way to draw all pictures anew. */
export function figures(around: Surroundings): { plugin: Plugin; redraw: () => void } {
  const views = new Set<MediaView>();
  const galleries = new Set<GalleryView>();
  const dropping = new Dropping();
  const gallery: NodeViewConstructor = (node) => {
    const made = new GalleryView(node, around);
    galleries.add(made);
    return Object.assign(made, { destroy: (): boolean => galleries.delete(made) });
  };
  const media: NodeViewConstructor = (node, view, getPos) => {
    const made = new MediaView(node, view, getPos, around);
    views.add(made);
    const end = made.destroy.bind(made);
    return Object.assign(made, { destroy: (): void => (views.delete(made), end()) });
  };
  const plugin = new Plugin({
    props: {
      nodeViews: {
        figure: media,
        video: media,
        audio: media,
        gallery,
        kept_block: (node) => keptView(node, around),
      },
      handleDOMEvents: {
        dragover: (view, event) => (dropping.show(view, event), false),
        dragleave: () => (dropping.clear(), false),
        dragend: () => (dropping.clear(), false),
      },
      handleDrop: (view, event, slice, moved) => dropping.drop(view, event, slice, moved, views),
      handleKeyDown(view, event) {
        const { selection } = view.state;
        if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return false;
        if (event.ctrlKey || event.metaKey || event.altKey) return false;
        // What is written while a picture is chosen goes below it, and not into its place.
        if (event.key.length === 1 || event.keyCode === 229) paragraphAfter(view.state, view.dispatch);
        if (event.key !== 'Enter' || event.shiftKey) return false;
        const dom = view.nodeDOM(selection.from);
        const chosen = [...views].find((made) => made.dom === dom);
        chosen?.edit();
        return chosen !== undefined;
      },
    },
  });
  return { plugin, redraw: () => [...views, ...galleries].forEach((made) => made.draw()) };
}
