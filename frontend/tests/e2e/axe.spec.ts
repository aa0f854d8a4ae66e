/** axe finds nothing, at any size and in any theme. */
import { AxeBuilder } from '@axe-core/playwright';
import { lead, modelPage } from '../fixture/articles.mjs';
import { expect, open, sizes, test } from './world';

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

function said(results: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`),
  );
}

for (const [name, size] of Object.entries(sizes)) {
  test(`reader and kiosk at ${name}`, async ({ page, world, watched }) => {
    await page.setViewportSize(size);
    for (const base of ['', '/kiosk']) {
      for (const path of ['/', lead.path, modelPage.path, '/chuyen-muc/doi-ngoai', '/khong-co']) {
        await open(page, world.url + base + path);
        expect(said(await new AxeBuilder({ page }).withTags(rules).analyze()), base + path).toEqual([]);
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
      expect(said(await new AxeBuilder({ page }).withTags(rules).analyze()), path).toEqual([]);
    }
    await page.getByRole('button', { name: 'Mục lục' }).click();
    expect(said(await new AxeBuilder({ page }).withTags(rules).analyze()), 'menu').toEqual([]);
    expect(watched.faults).toEqual([]);
  });
}

test('text on public faces has 7:1', async ({ page, world, watched }) => {
  for (const path of ['/kiosk/', `/kiosk${lead.path}`, '/screen/']) {
    await page.goto(world.url + path);
    await page.waitForSelector(path === '/screen/' ? '.layer.shown' : 'main h1', { state: 'attached' });
    await page.waitForTimeout(500);
    const results = await new AxeBuilder({ page }).withRules(['color-contrast-enhanced']).analyze();
    expect(said(results), path).toEqual([]);
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
      expect(said(await new AxeBuilder({ page }).withTags(rules).analyze()), `${library} ${path}`).toEqual(
        [],
      );
    }
  }
  expect(watched.faults).toEqual([]);
});
