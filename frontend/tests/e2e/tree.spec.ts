/** What is read out of the pages that matter most, as a tree. */
import { lead } from '../fixture/articles.mjs';
import { expect, open, test } from './world';

test('an article', async ({ page, world, watched }) => {
  await open(page, `${world.url}/kiosk${lead.path}`);
  await page.waitForSelector('footer', { state: 'attached' });
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - main "Nội dung":
      - article:
        - paragraph:
          - link "Triển lãm"
        - heading /Rừng gặp biển/ [level=1]
        - paragraph:
          - time: Thứ năm - 26/11/2026 09:30
        - paragraph:
          - link "English"
        - heading "Một tuần, ba không gian" [level=2]
        - heading "Ai được trao giải?" [level=3]
        - group "Công cụ của bài"
      - complementary "Triển lãm"
    - contentinfo
    - navigation "Điều khiển":
      - button "Quay lại"
      - button "Trang đầu"
      - button "Tìm bài"
      - button "Dễ đọc"
      - button "English"
  `);
  expect(watched.faults).toEqual([]);
});

test('search', async ({ page, world, watched }) => {
  await open(page, `${world.url}/tim`);
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - banner:
      - button "Dễ đọc"
      - button "English"
      - button "Mục lục"
    - main:
      - heading "Tìm bài" [level=1]
      - status
      - search:
        - combobox "Tìm trong các bài"
    - contentinfo
  `);
  expect(watched.faults).toEqual([]);
});

test('the programme', async ({ page, world, watched }) => {
  const what = { vi: '', en: '' };
  const item = (start: string, end: string, vi: string, en: string): object => ({
    id: start, day: '2026-11-26', start, end, from: `2026-11-26T${start}:00+07:00`, until: `2026-11-26T${end}:00+07:00`,
    title: { vi, en }, note: what, what, room: { vi: 'Hội trường lớn', en: 'Main Auditorium' }, point: '', speakers: [], path: '', state: '',
  }); // prettier-ignore
  world.steer('set', {
    programme: [
      item('09:30', '10:00', 'Phiên khai mạc', 'Opening'),
      item('10:15', '11:00', 'Tọa đàm', 'Panel'),
    ],
  });
  await open(page, `${world.url}/chuong-trinh`);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Programme" [level=1]
      - paragraph: Thursday, 26 November 2026
      - list:
        - listitem:
          - article:
            - paragraph:
              - time: 09:30
            - paragraph: Now · 18 min left
            - heading "Opening" [level=2]
            - list:
              - listitem: Main Auditorium
        - listitem:
          - article:
            - paragraph: Next · in 33 min
            - heading "Panel" [level=2]
  `);
  world.steer('set', { programme: [] });
  expect(watched.faults).toEqual([]);
});
