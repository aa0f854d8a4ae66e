/** Hands at a kiosk: whether there are any, and those that know how staff are let in. */

interface Options {
  /** Nobody has touched anything for three minutes: by then a page that was left is put back. */
  rest: () => void;
  /** Somebody does. */
  stir: () => void;
  /** Somebody has held the wordmark, or F2. */
  ask: () => void;
}

const restAfter = 180_000;
const holdFor = 3_000;
/** A finger that holds still moves less than this, in pixels. */
const still = 30;

/** Watches until the returned function is called. */
export function watchHands({ rest, stir, ask }: Options): () => void {
  const ending = new AbortController();
  const how = { capture: true, passive: true, signal: ending.signal };
  let resting: ReturnType<typeof setTimeout> | undefined;
  let holding: ReturnType<typeof setTimeout> | undefined;
  let began = { x: 0, y: 0 };

  const sign = (): void => {
    clearTimeout(resting);
    resting = setTimeout(rest, restAfter);
    stir();
  };
  const hold = (): void => {
    clearTimeout(holding);
    holding = setTimeout(ask, holdFor);
  };
  const leave = (): void => clearTimeout(holding);

  for (const name of ['pointerdown', 'keydown', 'wheel', 'scroll', 'timeupdate'] as const)
    addEventListener(name, sign, how);
  addEventListener(
    'pointerdown',
    (event) => {
      began = { x: event.clientX, y: event.clientY };
      if (event.target instanceof Element && event.target.closest('.mark') !== null) hold();
    },
    how,
  );
  addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      if (Math.hypot(clientX - began.x, clientY - began.y) > still) leave();
    },
    how,
  );
  for (const name of ['pointerup', 'pointercancel', 'keyup'] as const) addEventListener(name, leave, how);
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'F2' && !event.repeat) hold();
    },
    how,
  );
  sign();
  return () => {
    ending.abort();
    clearTimeout(resting);
    leave();
  };
}
