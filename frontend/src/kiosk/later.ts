/** What a kiosk fetches once its first picture stands. */
import { tellPresence } from '../reading/presence';
import { tellPlays } from '../ui/plays';

export { default as Footer } from '../reading/Footer.svelte';
export { default as HallRow } from '../reading/hall/HallRow.svelte';
export { Idle } from '../ui/idle.svelte';
export { idleLimit, wordsShown } from '../ui/patience';
export { steady } from '../ui/taps';
export { default as OutsideDialog } from '../ui/OutsideDialog.svelte';
export { afresh } from './afresh';
export { lock } from './lock';
export { default as IdleNotice } from './IdleNotice.svelte';
export { default as Writing } from './Writing.svelte';

tellPlays();
tellPresence();
