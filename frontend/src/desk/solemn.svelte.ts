/** Whether the library is in trang nghiêm, and turning it. */
import { desk } from '../api/desk';
import { site } from '../api/site.svelte';
import { sayDesk } from '../i18n/desk';
import { saySolemn } from '../i18n/solemn';
import { toasts } from './parts/toast.svelte';
import { reasonOf, session } from './session.svelte';

class Solemn {
  /** Why the last turn came to nothing. */
  wrong = $state('');
  busy = $state(false);

  readonly on = $derived(site.current?.solemn === true);
  readonly may = $derived(session.me?.rights.includes('solemn') === true);

  async turn(on: boolean): Promise<void> {
    this.busy = true;
    try {
      await desk.solemn(on);
      this.wrong = '';
      await site.refresh();
      const say = saySolemn();
      toasts.show(on ? say.turned : say.ended, () => void this.turn(!on));
    } catch (error) {
      this.wrong = reasonOf(error, sayDesk().noAnswer);
    }
    this.busy = false;
  }
}

export const solemn = new Solemn();
