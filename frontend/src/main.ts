import { mount } from 'svelte';
import { site } from './api/site.svelte';
import App from './App.svelte';
import { watchFaults } from './ui/fault';
import { router } from './ui/router.svelte';

const root = document.documentElement;
const faces = ['kiosk', 'screen', 'desk'] as const;
const face = faces.find((name) => name === root.dataset['face']) ?? 'reader';

if (face === 'desk') void import('virtual:desk').then(({ openDesk }) => openDesk());
else start(face);

function start(face: 'kiosk' | 'screen' | 'reader'): void {
  watchFaults(face !== 'reader');
  if (face !== 'screen') router.start(face === 'kiosk' ? '/kiosk' : '', face === 'kiosk');
  site.start();

  const target = document.getElementById('app');
  if (target !== null) mount(App, { target, props: { face } });

  // The first picture needs neither; both come right behind it.
  void import('./api/events').then(({ startEvents }) => startEvents());
  if (face !== 'reader') void import('./ui/beat').then(({ startBeat }) => startBeat(1));
}
