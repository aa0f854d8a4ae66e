/** One row of links beside a last one that leads to all: how many of them have room in it. */
import { flushSync } from 'svelte';

export class Row {
  /** The list: one child a link, and at the end, unless all links fit, the one for all. */
  box = $state<HTMLElement | null>(null);
  /** How many links stand in the row; while it is measured, all. */
  shown = $state(Infinity);
  /** Whether what stands there may be seen. */
  measured = $state(false);

  /** To be made while a component starts; it measures anew when what `names` reads changes. */
  constructor(names: () => unknown) {
    $effect(() => {
      names();
      const box = this.box;
      if (box === null) return;
      let width = -1;
      const watch = new ResizeObserver(() => {
        if (box.clientWidth === width) return;
        width = box.clientWidth;
        this.measure(box);
      });
      watch.observe(box);
      // Letters of another font have other widths.
      const fonts = document.fonts;
      const again = (): void => this.measure(box);
      fonts.addEventListener('loadingdone', again);
      return () => {
        fonts.removeEventListener('loadingdone', again);
        watch.disconnect();
      };
    });
  }

  /** Every link has to be in place to be measured. That happens between two frames: nobody sees it. */
  private measure(box: HTMLElement): void {
    flushSync(() => (this.shown = Infinity));
    const style = getComputedStyle(box);
    const gap = parseFloat(style.columnGap) || 0;
    const widths = [...box.children].map((child) => child.getBoundingClientRect().width + gap);
    let used = widths.pop() ?? 0;
    const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + gap;
    const whole = widths.reduce((sum, width) => sum + width, 0) <= room;
    const fits = widths.findIndex((width) => (used += width) > room);
    flushSync(() => {
      this.shown = whole ? widths.length : Math.max(fits, 0);
      this.measured = true;
    });
  }
}
