/**
 * Takes from the page every way that a browser gives to leave it, zoom it, select in it or drag out of it.
 * The keys of the window system are not ours to take; they are closed by the machine's own settings.
 */
const plainKeys = new Set([
  'Tab',
  'Enter',
  ' ',
  'Escape',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
]);

/**
 * Whether a key may do what it does by itself: moving about and pressing what is in focus, and in a field
 * writing; nothing else.
 */
export function allowed(key: string, ctrl: boolean, alt: boolean, meta: boolean, writing = false): boolean {
  const writes = writing && ([...key].length === 1 || key === 'Backspace' || key === 'Delete');
  return (plainKeys.has(key) || writes) && !ctrl && !alt && !meta;
}

/** Whether an event is about a field, in which one selects and writes. */
function inField(event: Event): boolean {
  return event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
}

/** Locks the page until the returned function is called. */
export function lock(): () => void {
  const ending = new AbortController();
  const on = <K extends keyof WindowEventMap>(
    name: K,
    refuse: (event: WindowEventMap[K]) => boolean,
  ): void => {
    const handler = (event: WindowEventMap[K]): void => {
      if (refuse(event)) event.preventDefault();
    };
    addEventListener(name, handler, { capture: true, passive: false, signal: ending.signal });
  };
  on('keydown', (event) => !allowed(event.key, event.ctrlKey, event.altKey, event.metaKey, inField(event)));
  for (const name of ['contextmenu', 'dragstart', 'dragover', 'drop'] as const) on(name, () => true);
  on('selectstart', (event) => !inField(event));
  for (const name of ['mousedown', 'mouseup', 'auxclick'] as const) on(name, (event) => event.button !== 0);
  on('click', (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  on('wheel', (event) => event.ctrlKey);
  on('touchmove', (event) => event.touches.length > 1);
  for (const name of ['copy', 'cut', 'paste'] as const) on(name, () => true);
  return () => ending.abort();
}
