/** The desk begins here: it is built apart from the other faces, with everything it needs. */
import { mount } from 'svelte';
import { startEvents } from '../api/events';
import { site } from '../api/site.svelte';
import '../styles/desk-layers.css';
import { startDeskBeat } from '../ui/beat';
import { watchFaults } from '../ui/fault';
import { tellPlays } from '../ui/plays';
import Office from './Office.svelte';

watchFaults(false);
site.start();
startEvents();
startDeskBeat();
tellPlays();

const target = document.getElementById('app');
if (target !== null) mount(Office, { target });
