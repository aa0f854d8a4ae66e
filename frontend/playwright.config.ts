import { defineConfig } from '@playwright/test';
import { launch } from './tests/launch.mjs';

/** What looks at how pages stand, and measures no time: two of these files run side by side. */
const still = [
  ...[
    'axe',
    'conference',
    'conflict',
    'desk',
    'editor',
    'feedback',
    'keyboard',
    'keyboard-hall',
    'keyboard-machines',
    'layout',
    'letters',
    'machines',
    'media',
  ],
  ...['pictures', 'reader', 'reading', 'real', 'screen', 'search', 'typing', 'units', 'versions'],
].map((name) => `**/${name}.spec.ts`);

/**
 * `npm run e2e` runs against the fixture server; with BANGTIN_URL against a running program, and then only
 * what needs no steering of its library.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 2,
  projects: [
    { name: 'still', testMatch: still },
    { name: 'moving', testIgnore: still, workers: 1 },
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
