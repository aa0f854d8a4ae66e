/** What axe says of a page, a line for each finding. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Judges by all rules, or by those named. */
export async function judge(page: Page, only?: string[]): Promise<string[]> {
  // A card half behind the bar that stays at the bottom is no small target: it is on its way.
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll<HTMLElement>('.bottom')) bar.style.position = 'static';
  });
  // What is half faded in has half its contrast. One fade may begin as another ends: a picture has come.
  await page.evaluate(async () => {
    const frame = async (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
    for (let calm = 0; calm < 5; calm++) {
      const fades = document
        .getAnimations()
        .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
      if (fades.length > 0) calm = 0;
      await Promise.allSettled(fades.map(async ({ finished }) => finished));
      await frame();
    }
  });
  // Where axe stands in the page already, it is not read again; one line of script in its place is.
  const here = await page.evaluate(() => 'axe' in window);
  // Only faults are asked for, and in the page itself: else all that is well would be carried, twice, to a second page.
  const axe = new AxeBuilder({ page, ...(here ? { axeSource: ';' } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] });
  const { violations } = await (only === undefined ? axe.withTags(rules) : axe.withRules(only)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
