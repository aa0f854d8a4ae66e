/** Mounts the tray of the article that the address names; what was chosen is left in `window.chosen`. */
import type { Chosen } from '../../src/desk/tray/pick';
import { mount } from 'svelte';
import Tray from '../../src/desk/tray/Tray.svelte';
import { preferences } from '../../src/ui/preferences.svelte';

declare global {
  interface Window {
    chosen: Chosen[][];
  }
}

window.chosen = [];
preferences.apply(document.documentElement);
const target = document.getElementById('app');
const query = new URLSearchParams(location.search);
if (target !== null) {
  mount(Tray, {
    target,
    props: {
      article: query.get('article') ?? '',
      used: query.getAll('used'),
      published: query.has('published'),
      onchoose: (figures: Chosen[]) => window.chosen.push(figures),
    },
  });
}
