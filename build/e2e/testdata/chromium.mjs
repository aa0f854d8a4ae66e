// Drives Chromium for the Go tests: a JSON command a line on the standard input, an answer a line on the
// standard output. The browser goes on until the input ends.
//
//   {"do":"page","width":390,"height":844,"touch":true}   a new page of this size in place of the old one
//   {"do":"size","width":1366,"height":768}               another size for it
//   {"do":"open","url":"http://…"}                        go there, wait until it is loaded
//   {"do":"eval","body":"return …","args":[…]}            run the body of a function in the page
//   {"do":"shot","file":"x.png","full":true}              a screenshot
//   {"do":"heard"}                                        what happened since the last time this was asked
//
// Answers are {"value":…} or {"error":"…"}.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(new URL('../../../frontend/package.json', import.meta.url));
const { chromium } = require('@playwright/test');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

let page = null;
let home = ''; // the origin that may be asked
let heard = [];

/** Notes everything that a page can only do if somebody's text was taken for a program or an address. */
async function newPage({ width, height, touch }) {
  if (page !== null) await page.context().close();
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: touch ?? false,
    locale: 'en-US',
    timezoneId: 'America/New_York',
  });
  context.on('page', (other) => {
    if (page !== null) heard.push(`window: ${other.url()}`);
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (['data:', 'blob:', 'about:'].includes(url.protocol)) return;
    if (url.origin !== home) heard.push(`request: ${request.url().slice(0, 200)}`);
  });
  await context.exposeBinding('tellTheTest', (_, text) => heard.push(text));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      void globalThis.tellTheTest(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page = null;
  const next = await context.newPage();
  next.on('dialog', (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  next.on('download', (download) => heard.push(`download: ${download.url()}`));
  next.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  next.on('crash', () => heard.push('crash'));
  page = next;
}

const commands = {
  page: newPage,
  size: ({ width, height }) => page.setViewportSize({ width, height }),
  open: async ({ url }) => {
    home = new URL(url).origin;
    const answer = await page.goto(url, { waitUntil: 'load' });
    return answer?.status() ?? 0;
  },
  // As text, because a page's policy forbids it to make functions of texts.
  eval: ({ body, args }) => page.evaluate(`(function () { ${body} }).apply(null, ${JSON.stringify(args ?? [])})`),
  shot: async ({ file, full }) => {
    await page.screenshot({ path: file, fullPage: full ?? false, animations: 'disabled' });
  },
  heard: () => {
    const all = heard;
    heard = [];
    return all;
  },
};

process.stdout.on('error', () => process.exit()); // nobody listens any more
process.stdout.write(`${JSON.stringify({ value: browser.version() })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const command = JSON.parse(line);
    answer = { value: (await commands[command.do](command)) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
