import { mount } from 'svelte';
import Phone from './Phone.svelte';
import { Sending } from './sending.svelte';

const target = document.getElementById('app');
const token = location.pathname.split('/').pop() ?? '';
if (target !== null) mount(Phone, { target, props: { sending: new Sending(token) } });
