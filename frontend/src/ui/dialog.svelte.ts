/** The dialogs that stand open, so that an idle kiosk can put them all away. */
const open = new Set<() => void>();

/** Registers a way to put something away; call the returned function once it is away. */
export function opened(close: () => void): () => void {
  open.add(close);
  return () => open.delete(close);
}

/** Puts away every dialog, lightbox and sheet. */
export function closeAll(): void {
  for (const close of [...open]) close();
}

/** Whether anything stands open. */
export function anyOpen(): boolean {
  return open.size > 0;
}

class Outside {
  /** The outside address being shown, or null. */
  address = $state<string | null>(null);
}

export const outside = new Outside();
