/** What the buttons of a ticket say. */
import type { TicketDeed, TicketState } from '../../api/tickets';
import { sayTickets } from '../../i18n/desk-tickets';

/** The word for the step from one state into another; a second time it says so. */
export function stepWord(from: TicketState, to: TicketDeed['state']): string {
  const say = sayTickets();
  switch (to) {
    case 'received':
      return say.toReceived;
    case 'processing':
      return from === 'passed' || from === 'answered' ? say.againProcessing : say.toProcessing;
    case 'passed':
      return from === 'passed' ? say.againPassed : say.toPassed;
    case 'answered':
      return from === 'answered' ? say.againAnswered : say.toAnswered;
  }
}
