/** The words for what stands in the trail. */
import type { Act, Happening } from '../api/types';
import { sayConference } from '../i18n/conference';
import { sayOffice } from '../i18n/desk-office';
import { sayTickets } from '../i18n/desk-tickets';
import { sayDeskUnits } from '../i18n/desk-units';
import { saySolemn } from '../i18n/solemn';
import { sayVersions } from '../i18n/versions';
import { sayAct } from './say';

const acts: readonly string[] = [
  'submit', 'return', 'approve', 'publish', 'retract', 'archive', 'trash', 'restore',
] satisfies Act[]; // prettier-ignore

export function sayWhat(happening: Happening): string {
  const say = sayOffice();
  const { what } = happening;
  if (acts.includes(what)) return sayAct(what as Act);
  switch (what) {
    case 'revision':
      return say.wRevision;
    case 'publication':
      return say.wPublication;
    case 'retraction':
      return say.wRetraction;
    case 'account':
      return say.wAccount;
    case 'category':
      return say.wCategory;
    case 'settings':
      return say.wSettings;
    case 'found':
      return say.wFound;
    case 'admit':
      return say.wAdmit;
    case 'revoke':
      return say.wRevoke;
    case 'revoke-reason':
      return say.wRevokeReason;
    case 'erase':
      return say.wErase;
    case 'person':
      return say.wPerson;
    case 'receipt':
      return say.wReceipt;
    case 'votes':
    case 'votes sent':
      return say.wVotes;
    case 'totals':
    case 'visits':
      return say.wVisits;
    case 'comment':
    case 'comment sent':
      return say.wComment;
    case 'audit':
      return say.wAudit;
    case 'material':
      return say.wMaterial;
    case 'programme':
      return sayConference().wProgramme;
    case 'plan':
      return sayConference().wPlan;
    case 'here':
      return sayConference().wHere;
    case 'unit':
      return sayDeskUnits().trail;
    case 'name':
      return happening.reason === '' ? sayVersions().wUnnamed : sayVersions().wNamed;
    case 'solemn':
      return saySolemn().wBegin;
    case 'solemn-end':
      return saySolemn().wEnd;
    case 'ticket':
      return sayTickets().wTicket;
    case 'ticket step':
      return sayTickets().wStep;
    case 'ticket photo':
      return sayTickets().wPhoto;
    case 'ticket state':
      return sayTickets().wState;
    default:
      return say.wOther(what);
  }
}
