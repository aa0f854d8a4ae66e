/** How galleries stand in the text while it is edited, and where in one a picture would go that is dragged. */
import type { Node, Slice } from 'prosemirror-model';
import type { Selection } from 'prosemirror-state';
import type { EditorView, NodeView } from 'prosemirror-view';
import { element } from './element';
import type { Surroundings } from './figure';
import { dropInGallery } from './gallery';

/** Pictures that stand together, and above them how many they are: the line by which they are taken hold of. */
export class GalleryView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM = element('div', 'gallery');
  private readonly label = element('span', 'kind');
  private node: Node;
  private readonly around: Surroundings;

  constructor(node: Node, around: Surroundings) {
    [this.node, this.around] = [node, around];
    this.label.contentEditable = 'false';
    this.dom = element('div', 'roll', this.label, this.contentDOM);
    this.dom.setAttribute('role', 'group');
    this.draw();
  }

  draw(): void {
    const count = this.node.childCount;
    const say = this.around.say();
    this.label.textContent = count === 2 ? say.twoPhotos : say.gallery(String(count));
    this.dom.setAttribute('aria-label', this.label.textContent);
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  ignoreMutation(mutation: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(mutation.target);
  }
}

/** What is being dragged, where it stands: it need not be what is chosen. */
function draggedFrom(view: EditorView): Selection {
  const { node } = view.dragging as { node?: Selection };
  return node ?? view.state.selection;
}

/** Dragging over the pictures of a gallery: a line shows before or behind which of them it would go. */
export class Dropping {
  private over: HTMLElement | null = null;

  /** The picture of a gallery under the pointer, and on which side of its middle that is. */
  private at(event: DragEvent): { dom: HTMLElement; behind: boolean } | null {
    const dom =
      event.target instanceof Element ? event.target.closest<HTMLElement>('.gallery > .media') : null;
    if (dom === null) return null;
    const box = dom.getBoundingClientRect();
    return { dom, behind: event.clientX > box.left + box.width / 2 };
  }

  show(view: EditorView, event: DragEvent): void {
    this.clear();
    const at = view.dragging?.slice.content.firstChild?.type.name === 'figure' ? this.at(event) : null;
    if (at === null) return;
    this.over = at.dom;
    at.dom.classList.add(at.behind ? 'drop-behind' : 'drop-before');
  }

  clear(): void {
    this.over?.classList.remove('drop-behind', 'drop-before');
    this.over = null;
  }

  drop(
    view: EditorView,
    event: DragEvent,
    slice: Slice,
    moved: boolean,
    views: Iterable<{ dom: HTMLElement; pos?: () => number | undefined }>,
  ): boolean {
    this.clear();
    const at = this.at(event);
    const pos = at === null ? undefined : [...views].find((made) => made.dom === at.dom)?.pos?.();
    if (at === null || pos === undefined) return false;
    const tr = dropInGallery(view.state, slice.content.content, moved ? draggedFrom(view) : null, {
      pos,
      behind: at.behind,
    });
    if (tr === null) return false;
    view.dispatch(tr.setMeta('uiEvent', 'drop'));
    view.focus();
    return true;
  }
}
