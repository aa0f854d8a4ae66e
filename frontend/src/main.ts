import { mount } from 'svelte';
import { live } from './api/live.svelte';
import { site } from './api/site.svelte';
import App from './App.svelte';
import { language } from './i18n/language.svelte';
import { startBeat } from './ui/beat';
import { watchFaults } from './ui/fault';
import { preferences } from './ui/preferences.svelte';
import { router } from './ui/router.svelte';

const root = document.documentElement;
const face =
  root.dataset['face'] === 'kiosk' ? 'kiosk' : root.dataset['face'] === 'screen' ? 'screen' : 'reader';

watchFaults(face !== 'reader');
if (face !== 'screen') router.start(face === 'kiosk' ? '/kiosk' : '', face === 'kiosk');
site.start();
live.start();
if (face !== 'reader') startBeat(1);

const target = document.getElementById('app');

async function begin(into: HTMLElement): Promise<void> {
  if (face === 'reader') await preferences.remember();
  mount(App, { target: into, props: { face } });
  // English is fetched ahead, so that it is there also if the engine is not.
  setTimeout(() => void language.foresee(), 1_000);
}

if (target !== null) void begin(target);
