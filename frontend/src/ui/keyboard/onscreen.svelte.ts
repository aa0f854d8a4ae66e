/** Whether the keyboard on the screen is there, for which field, and how it types. */
import type { Language } from '../../i18n/language.svelte';
import { language } from '../../i18n/language.svelte';
import type { Method, Way } from '../../viet/telex';
import { leavesTrace } from '../forget';
import type { Field } from './field';
import { isField, Typist, wantedBy } from './field';
import type { Key } from './layouts';
import { layoutOf } from './layouts';

const methods: readonly Method[] = ['telex', 'vni', 'none'];

/** While delete is held: from this repeat on words go, one in so many repeats. */
const wordsFrom = 14;
const wordEvery = 3;

class OnScreen {
  /** Who writes, and where; null while there is no keyboard. */
  typist = $state.raw<Typist | null>(null);
  shift = $state<'off' | 'once' | 'locked'>('off');
  signs = $state(false);

  /** The way chosen by this visitor, for each language; until then the language decides. */
  #chosen = $state.raw<Partial<Record<Language, Method>>>({});

  /** How keys are read. English needs no Telex, and neither do addresses and numbers. */
  get method(): Method {
    return this.#chosen[language.current] ?? (language.current === 'en' ? 'none' : 'telex');
  }

  get layout(): ReturnType<typeof layoutOf> {
    return layoutOf(this.#wanted, this.method, this.signs);
  }

  /** Shows the keyboard for a field. */
  open(field: Field): void {
    field.inputMode = 'none';
    if (this.typist?.field === field) return;
    this.close();
    this.typist = new Typist(field);
    this.shift = 'off';
    this.signs = false;
  }

  /** Puts the keyboard away; the word being written ends. */
  close(): void {
    if (this.typist?.field.isConnected === true) this.typist.finish(this.#way);
    this.typist = null;
  }

  /** As a new visitor finds it. */
  forget(): void {
    this.close();
    this.#chosen = {};
  }

  /** A key was pressed; `times` counts its repeats while it is held. */
  press(key: Key, times: number): void {
    const typist = this.typist;
    if (typist === null) return;
    if (key.kind === 'tone') typist.press(key.mark, this.#way);
    else if (key.kind === 'act') this.#act(key.act, times, typist);
    else {
      const text = this.shift === 'off' ? key.text : key.text.toLocaleUpperCase('vi-VN');
      for (const letter of text) typist.press(letter, this.#way);
      if (this.shift === 'once') this.shift = 'off';
    }
  }

  #act(act: Extract<Key, { kind: 'act' }>['act'], times: number, typist: Typist): void {
    switch (act) {
      case 'shift':
        this.shift = this.shift === 'off' ? 'once' : this.shift === 'once' ? 'locked' : 'off';
        break;
      case 'delete':
        if (times < wordsFrom) typist.erase(this.#way);
        else if (times % wordEvery === 0) typist.erase(this.#way, true);
        break;
      case 'left':
      case 'right':
        typist.move(act === 'left' ? -1 : 1);
        break;
      case 'space':
        typist.press(' ', this.#way);
        break;
      case 'enter':
        typist.enter(this.#way);
        // The page may have led the focus on, to what was found or to the next field.
        if (elsewhere(document.activeElement, typist.field)) this.close();
        break;
      case 'hide':
        this.close();
        break;
      case 'method':
        this.#choose(methods[(methods.indexOf(this.method) + 1) % methods.length] ?? 'telex');
        break;
      case 'signs':
      case 'letters':
        this.signs = act === 'signs';
    }
  }

  #choose(method: Method): void {
    this.#chosen = { ...this.#chosen, [language.current]: method };
  }

  get #wanted(): ReturnType<typeof wantedBy> {
    return this.typist === null ? 'text' : wantedBy(this.typist.field);
  }

  get #way(): Way {
    return { method: this.#wanted === 'text' ? this.method : 'none', style: 'hòa' };
  }
}

/** Whether the focus is neither in the field nor on a key. */
function elsewhere(focus: Element | null, field: Field): boolean {
  return focus !== field && (focus === null || focus.closest('[data-keyboard]') === null);
}

export const onScreen = new OnScreen();

leavesTrace(() => onScreen.forget());

/** Whether a key of the machine writes, and so shows that there is a keyboard at hand. */
function writes(event: KeyboardEvent): boolean {
  return event.isTrusted && (event.key.length === 1 || event.key === 'Backspace') && event.key !== ' ';
}

/**
 * Shows the keyboard whenever a field of the page is touched or gets the focus, until the focus goes elsewhere
 * or somebody writes with keys of the machine; after those only a touch brings it back. Ends by the returned
 * function.
 */
export function followFields(): () => void {
  const ending = new AbortController();
  let machine = false;
  const on = <Name extends keyof WindowEventMap>(
    name: Name,
    act: (event: WindowEventMap[Name]) => void,
  ): void => addEventListener(name, act, { signal: ending.signal, capture: true });
  const leave = (): void => {
    setTimeout(() => {
      const field = onScreen.typist?.field;
      if (field !== undefined && elsewhere(document.activeElement, field)) onScreen.close();
    });
  };

  on('pointerdown', (event) => {
    if (!isField(event.target)) return;
    machine = false;
    // Before it has the focus, so that the system's keyboard does not come.
    event.target.inputMode = 'none';
    if (document.activeElement === event.target) onScreen.open(event.target);
  });
  on('focusin', (event) => {
    if (isField(event.target) && !machine) onScreen.open(event.target);
  });
  on('keydown', (event) => {
    if (writes(event) && isField(event.target)) {
      machine = true;
      onScreen.close();
    } else if (event.key === 'Tab') {
      // The focus has moved when the key comes up; a touch is followed by its click instead.
      leave();
    }
  });
  // Not before the click: the page must not move under the finger.
  addEventListener(
    'click',
    (event) => {
      // A window that nobody chose yet tells of no focus.
      if (isField(event.target)) onScreen.open(event.target);
      else leave();
    },
    { signal: ending.signal },
  );
  if (isField(document.activeElement)) onScreen.open(document.activeElement);
  return () => {
    ending.abort();
    onScreen.close();
  };
}
