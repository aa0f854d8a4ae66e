import { defineConfig } from '@playwright/test';
import { launch } from './tests/launch.mjs';

/** What times fingers, keys and news to fractions of a second: one of these files runs at a time. */
const moving = files('everyone', 'ime', 'keys', 'kiosk', 'live', 'lost', 'search');

/** What takes minutes in one test: begun first, so that no core waits for its end. */
const long = files('typing', 'forty', 'machines');

function files(...names: string[]): string[] {
  return names.map((name) => `**/${name}.spec.ts`);
}

/**
 * `npm run e2e` runs against the fixture server; with BANGTIN_URL against a running program, and then only
 * what needs no steering of its library.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // They wait for timers, disks and each other: two leave a part of two cores idle.
  workers: 3,
  projects: [
    { name: 'long', testMatch: long },
    { name: 'still', testIgnore: [...long, ...moving] },
    { name: 'moving', testMatch: moving, workers: 1 },
  ],
  retries: 0,
  timeout: 120_000,
  // Five times what is promised, for machines with other work to do.
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    launchOptions: launch,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    viewport: { width: 1080, height: 1920 },
  },
});
