/** Looks again and again, after a pause that may change, until the returned function ends it. */
export function poll(look: () => Promise<void>, pause: () => number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const go = async (): Promise<void> => {
    await look();
    if (!ended) timer = setTimeout(() => void go(), pause());
  };
  void go();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
