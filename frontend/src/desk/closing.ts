/** The window is about to end, whoever asked for that, and waits a moment for what is still to be done. */

/** As app/window/closing.go names it. */
const closing = 'bangtin:closing';

/** Has `work` done before the window ends; false keeps it open, once. The returned function takes it back. */
export function onClosing(work: () => Promise<boolean>): () => void {
  const hear = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    const waits: unknown = event.detail;
    if (Array.isArray(waits)) waits.push(work());
  };
  addEventListener(closing, hear);
  return () => removeEventListener(closing, hear);
}
