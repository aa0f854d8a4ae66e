/** What a face in a hall does beside its pages: it says that it lives, and shows the hall's hours and its own name. */
import { mount } from 'svelte';
import { startBeat } from '../ui/beat';
import Panel from './Panel.svelte';

export function startPanel(face: 'kiosk' | 'screen'): void {
  startBeat(1);
  mount(Panel, { target: document.body, props: { face } });
}
