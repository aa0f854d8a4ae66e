/**
 * Lets a hurried finger do nothing twice: of several taps on the same spot within a moment the first counts, and
 * while two fingers are down, or have just been, none does. Where taps follow each other fast by their nature,
 * as on keys, the page says so with data-rapid.
 */
const moment = 500;
/** Two taps this near each other, in pixels, are of one finger at one thing. */
const spot = 40;

const rapid = '[data-rapid], [data-keyboard], .pswp, input, textarea, select';

interface Tap {
  at: number;
  x: number;
  y: number;
  target: EventTarget | null;
}

/** Watches until the returned function is called. */
export function steady(): () => void {
  const ending = new AbortController();
  let last: Tap = { at: -moment, x: 0, y: 0, target: null };
  let crowded = -moment;
  let many = false;

  const refuse = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const again = (event: MouseEvent): boolean => {
    if (event.timeStamp - last.at >= moment) return false;
    // A press of a key has no place.
    if (event.detail === 0) return event.target === last.target;
    return Math.hypot(event.clientX - last.x, event.clientY - last.y) < spot;
  };
  const clicked = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (!event.isTrusted || target?.closest(rapid)) return;
    if (event.timeStamp - crowded < moment) {
      refuse(event);
      return;
    }
    const refused = again(event);
    last = { at: event.timeStamp, x: event.clientX, y: event.clientY, target: event.target };
    if (refused) refuse(event);
  };
  const touched = (event: TouchEvent): void => {
    if (event.touches.length > 1) many = true;
    if (many) crowded = event.timeStamp;
    if (event.touches.length === 0) many = false;
  };
  const held = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.repeat && (event.key === 'Enter' || event.key === ' ') && !target?.closest(rapid))
      refuse(event);
  };
  const how = { capture: true, signal: ending.signal };
  addEventListener('click', clicked, how);
  addEventListener('keydown', held, how);
  for (const name of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) {
    addEventListener(name, touched, { ...how, passive: true });
  }
  return () => ending.abort();
}
