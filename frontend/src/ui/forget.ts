/** What a visitor leaves behind in memory, and must not stay for the next one. */
const traces = new Set<() => void>();

/** Registers a way to forget something. */
export function leavesTrace(forget: () => void): void {
  traces.add(forget);
}

/** Forgets everything. */
export function forgetAll(): void {
  for (const forget of traces) forget();
}
