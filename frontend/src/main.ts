import { mount } from 'svelte';
import { site } from './api/site.svelte';
import App from './App.svelte';
import { watchFaults } from './ui/fault';
import { router } from './ui/router.svelte';

/** Set by face.js, which runs before this. */
const face = document.documentElement.dataset['face'] as 'kiosk' | 'screen' | 'reader' | 'desk';

if (face === 'desk') void import('virtual:desk').then(({ openDesk }) => openDesk());
else {
  watchFaults(face !== 'reader');
  if (face !== 'screen') router.start(face === 'kiosk' ? '/kiosk' : '', face === 'kiosk');
  site.start();

  const target = document.getElementById('app');
  if (target !== null) mount(App, { target, props: { face } });

  // The first picture needs neither; both come right behind it.
  void import('./api/events').then(({ startEvents }) => startEvents());
  if (face !== 'reader') void import('./panel/start').then(({ startPanel }) => startPanel(face));
}
