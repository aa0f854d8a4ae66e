import { mount } from 'svelte';
import { site } from './api/site.svelte';
import App from './App.svelte';
import { watchFaults } from './ui/fault';
import { router } from './ui/router.svelte';

const root = document.documentElement;
const faces = ['kiosk', 'screen', 'desk'] as const;
const face = faces.find((name) => name === root.dataset['face']) ?? 'reader';
const panel = face === 'kiosk' || face === 'screen';

watchFaults(panel);
if (face === 'kiosk' || face === 'reader') router.start(face === 'kiosk' ? '/kiosk' : '', face === 'kiosk');
site.start();

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { face } });

// The first picture needs neither; both come right behind it.
void import('./api/events').then(({ startEvents }) => startEvents());
if (panel) void import('./ui/beat').then(({ startBeat }) => startBeat(1));
