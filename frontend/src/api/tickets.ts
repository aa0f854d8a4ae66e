/** The desk's routes of feedback. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type DeskTicket = Schemas['DeskTicket'];
export type DeskTickets = Schemas['DeskTickets'];
export type TicketState = DeskTicket['state'];
export type TicketDepartment = Schemas['TicketDepartment'];
export type TicketDeed =
  paths['/api/desk/tickets/{ticket}/steps']['post']['requestBody']['content']['application/json'];

export const tickets = {
  list: (state: TicketState | '*', after: string): Promise<DeskTickets> =>
    take(client.GET('/api/desk/tickets', { params: { query: { state, after } } })),

  one: (ticket: string): Promise<DeskTicket> =>
    take(client.GET('/api/desk/tickets/{ticket}', { params: { path: { ticket } } })),

  step: (ticket: string, body: TicketDeed): Promise<DeskTicket> =>
    take(client.POST('/api/desk/tickets/{ticket}/steps', { params: { path: { ticket } }, body })),

  forget: (ticket: string, reason: string): Promise<DeskTicket> =>
    take(
      client.POST('/api/desk/tickets/{ticket}/forget', { params: { path: { ticket } }, body: { reason } }),
    ),

  /** Where a picture that came with it is, the first for 0. */
  photo: (ticket: string, n: number): string => `/api/desk/tickets/${ticket}/photos/${String(n)}`,

  departments: async (): Promise<TicketDepartment[]> =>
    (await take(client.GET('/api/desk/departments'))).departments,

  saveDepartments: async (departments: TicketDepartment[]): Promise<TicketDepartment[]> =>
    (await take(client.PUT('/api/desk/departments', { body: { departments } }))).departments,

  /** Where the table of all of them is. */
  table: (lang: string): string => `/api/desk/tickets/table?lang=${lang}`,
};
