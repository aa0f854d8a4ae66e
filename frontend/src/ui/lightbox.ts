/** The large view of an article's photos. PhotoSwipe comes with the first touch, not with the page. */
import type { Picture } from '../api/types';
import { opened } from './dialog.svelte';

export interface Plate {
  photo: Picture;
  alt: string;
  caption: string;
  credit: string;
}

/** What the view says; PhotoSwipe's own words are English. */
export interface Words {
  close: string;
  zoom: string;
  previous: string;
  next: string;
  failed: string;
  photoOf: (n: string, all: string) => string;
}

/** Opens the plates at one of them. Resolves once the view stands; rejects if its code cannot be had. */
export async function showLarge(plates: readonly Plate[], index: number, words: Words): Promise<void> {
  const [{ default: PhotoSwipe }] = await Promise.all([
    import('photoswipe'),
    import('photoswipe/style.css'),
    import('../styles/lightbox.css'),
  ]);
  const view = new PhotoSwipe({
    dataSource: plates.map(({ photo, alt }) => ({
      src: photo.sizes[0]?.url ?? '',
      srcset: photo.sizes.map((size) => `${size.url} ${String(size.width)}w`).join(', '),
      width: photo.width,
      height: photo.height,
      alt,
    })),
    index,
    showHideAnimationType: 'fade',
    showAnimationDuration: 180,
    hideAnimationDuration: 180,
    zoomAnimationDuration: 180,
    bgOpacity: 1,
    wheelToZoom: true,
    closeTitle: words.close,
    zoomTitle: words.zoom,
    arrowPrevTitle: words.previous,
    arrowNextTitle: words.next,
    errorMsg: words.failed,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
    paddingFn: (size) => ({ top: 0, bottom: Math.min(size.y * 0.14, 160), left: 0, right: 0 }),
  });
  view.on('uiRegister', () => {
    view.ui?.registerElement({
      name: 'label',
      order: 9,
      isButton: false,
      appendTo: 'root',
      onInit: (element, of) => {
        element.setAttribute('aria-live', 'polite');
        of.on('change', () => label(element, plates, of.currIndex, words));
      },
    });
  });
  const away = opened(() => view.destroy());
  view.on('destroy', away);
  view.init();
}

function label(element: HTMLElement, plates: readonly Plate[], index: number, words: Words): void {
  const plate = plates[index];
  const line = document.createElement('p');
  line.dir = 'auto';
  line.append(plate?.caption ?? '', ' ');
  if (plate !== undefined && plate.credit !== '') {
    const credit = document.createElement('b');
    credit.textContent = plate.credit;
    line.append(credit);
  }
  const count = document.createElement('p');
  count.className = 'count';
  if (plates.length > 1) count.textContent = words.photoOf(String(index + 1), String(plates.length));
  element.replaceChildren(line, count);
}
