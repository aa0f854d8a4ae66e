/**
 * Strokes of the signs in use, on a field of 24. From Lucide 1.48.0 (ISC, lucide.dev), each icon's paths in
 * one; its Svelte package would add a tenth to the first script of a kiosk.
 */
export const icons = {
  house:
    'M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z',
  back: 'm12 19-7-7 7-7M19 12H5',
  forward: 'M5 12h14m-7-7 7 7-7 7',
  languages: 'm5 8 6 6m-7 0 6-6 2-3M2 5h12M7 2h1m14 20-5-10-5 10m2-4h6',
  menu: 'M4 5h16M4 12h16M4 19h16',
  close: 'M18 6 6 18M6 6l12 12',
  search: 'm21 21-4.34-4.34M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0z',
} as const;

export type IconName = keyof typeof icons;
