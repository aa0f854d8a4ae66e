import type { Invite, KitPlace } from '../../api/machines';

/** What a machine may be let in as, those in halls first: they are the most. */
export const roles: readonly Invite['role'][] = ['kiosk', 'screen', 'desk', 'publisher', 'administrator'];

/** How a display may be turned. */
export const turns: readonly KitPlace['turn'][] = [
  '',
  'portrait',
  'portrait-left',
  'landscape',
  'landscape-left',
];
