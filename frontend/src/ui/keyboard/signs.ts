/** Strokes of the keyboard's signs, from Lucide 1.48.0 (ISC, lucide.dev). */
import type { Act } from './layouts';

export const signs: Partial<Record<Act, string>> = {
  shift: 'M9 18v-6H5l7-7 7 7h-4v6z',
  delete:
    'M10 5a2 2 0 0 0-1.344.519l-6.328 5.74a1 1 0 0 0 0 1.481l6.328 5.741A2 2 0 0 0 10 19h10a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm2 4 6 6m0-6-6 6',
  left: 'm15 18-6-6 6-6',
  right: 'm9 18 6-6-6-6',
  hide: 'M20 3H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2M7 10h10M6 7h.01M10 7h.01M14 7h.01M18 7h.01M9 18l3 3 3-3',
};
