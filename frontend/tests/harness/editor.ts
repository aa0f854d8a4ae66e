/** Mounts the editor on what the test left in `window.harness`. */
import { mount } from 'svelte';
import { preferences } from '../../src/ui/preferences.svelte';
import EditorPage from './EditorPage.svelte';
import type { Harness } from './world';

declare global {
  interface Window {
    harness: Harness;
  }
}

preferences.apply(document.documentElement);
const target = document.getElementById('app');
if (target !== null) mount(EditorPage, { target, props: { harness: window.harness } });
