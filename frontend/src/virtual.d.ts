declare module 'virtual:desk' {
  /** Loads the desk, which is built apart (vite.config.ts), and begins it. */
  export function openDesk(): Promise<unknown>;
}
