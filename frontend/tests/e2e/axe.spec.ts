/** axe finds nothing, at any size and in any theme; what the front page leads to is judged in real.spec.ts. */
import { lead, modelPage } from '../fixture/articles.mjs';
import { judge } from './judge';
import { expect, open, sizes, test } from './world';

for (const [name, size] of Object.entries(sizes)) {
  test(`reader and kiosk at ${name}`, async ({ page, world, watched }) => {
    test.slow();
    await page.setViewportSize(size);
    for (const base of ['', '/kiosk']) {
      for (const path of [modelPage.path, '/khong-co']) {
        await open(page, world.url + base + path);
        expect(await judge(page), base + path).toEqual([]);
      }
    }
    expect(watched.faults).toEqual([]);
  });
}

for (const theme of ['dark', 'contrast']) {
  test(`the ${theme} theme, the menu open`, async ({ page, world, watched }) => {
    await page.setViewportSize(sizes.laptop);
    await page.addInitScript(
      (kept) => localStorage.setItem('bangtin-reader', kept),
      JSON.stringify({ theme }),
    );
    for (const path of ['/', lead.path]) {
      await open(page, world.url + path);
      expect(await judge(page), path).toEqual([]);
    }
    await page.getByRole('button', { name: 'Mục lục' }).click();
    expect(await judge(page), 'menu').toEqual([]);
    expect(watched.faults).toEqual([]);
  });
}

test('text on public faces has 7:1', async ({ page, world, watched }) => {
  for (const path of ['/kiosk/', `/kiosk${lead.path}`, '/screen/']) {
    await page.goto(world.url + path);
    await page.waitForSelector(path === '/screen/' ? '.layer.shown' : 'main h1', { state: 'attached' });
    await page.waitForTimeout(500);
    expect(await judge(page, ['color-contrast-enhanced']), path).toEqual([]);
  }
  expect(watched.faults).toEqual([]);
});

test('the screen and the empty pages', async ({ page, world, watched }) => {
  for (const library of ['ordinary', 'empty']) {
    world.steer('library', { name: library });
    for (const path of ['/screen/', '/kiosk/', '/']) {
      await page.goto(world.url + path);
      await page.waitForSelector('main h1, .card', { state: 'attached' });
      await page.waitForTimeout(1_500);
      expect(await judge(page), `${library} ${path}`).toEqual([]);
    }
  }
  expect(watched.faults).toEqual([]);
});
