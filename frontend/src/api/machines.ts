/** The desk's routes of exchanges and machines. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Place = Schemas['Place'];
export type ExchangeView = Schemas['ExchangeView'];
export type ExchangeSettings = Schemas['ExchangeSettings'];
export type ExchangeProgress = Schemas['ExchangeProgress'];
export type ExchangeTally = Schemas['ExchangeTally'];
export type Exchanged = Schemas['Exchanged'];
export type Device = Schemas['Device'];
export type Program = Schemas['Program'];
export type ProgramsView = Schemas['ProgramsView'];
export type DevicesView = Schemas['DevicesView'];
export type Differing = Schemas['Differing'];
export type Invite = Schemas['Invite'];
export type NewInvite = Schemas['NewInvite'];
export type NewKit = Schemas['NewKit'];
export type KitPlace = Schemas['KitPlace'];
export type Hours = Schemas['Hours'];
export type JoinRequest = Schemas['JoinRequest'];
export type Role = Device['role'];

export const machines = {
  view: (): Promise<ExchangeView> => take(client.GET('/api/desk/exchange')),

  /** Begins an exchange at a place; how far it is stands in the view. */
  meet: (path: string): Promise<ExchangeView> => take(client.POST('/api/desk/exchange', { body: { path } })),

  /** Ends the one that is under way. */
  leave: (): Promise<ExchangeView> => take(client.DELETE('/api/desk/exchange')),

  configure: (body: ExchangeSettings): Promise<ExchangeView> =>
    take(client.PUT('/api/desk/exchange/settings', { body })),

  /** Asks at a place to be let into a library. */
  join: (body: JoinRequest): Promise<ExchangeView> => take(client.POST('/api/desk/exchange/join', { body })),

  /** Takes that back. */
  unask: (): Promise<ExchangeView> => take(client.DELETE('/api/desk/exchange/join')),

  devices: (): Promise<DevicesView> => take(client.GET('/api/desk/devices')),

  /** What is not the same here and on a machine, by what it last told of itself. */
  differing: (device: string): Promise<Differing> =>
    take(client.GET('/api/desk/devices/{device}/differences', { params: { path: { device } } })),

  invite: (body: NewInvite): Promise<Invite> => take(client.POST('/api/desk/devices/invites', { body })),

  drop: async (invite: string): Promise<void> => {
    await take(
      client
        .DELETE('/api/desk/devices/invites/{invite}', { params: { path: { invite } } })
        .then(({ error, response }) => ({ data: response.ok, error, response })),
    );
  },

  /** Leaves a kit on a drive. */
  kit: (body: NewKit): Promise<Invite> => take(client.POST('/api/desk/devices/kits', { body })),

  programs: (): Promise<ProgramsView> => take(client.GET('/api/desk/programs')),
  /** Vouches for the program that runs, so that exchanges carry it. */
  issue: (): Promise<ProgramsView> => take(client.POST('/api/desk/programs')),
  withdraw: (sum: string): Promise<ProgramsView> =>
    take(client.DELETE('/api/desk/programs/{sum}', { params: { path: { sum } } })),
  /** Starts the newest version in place of the one that runs: its page goes away. */
  restart: async (): Promise<void> => {
    await take(
      client
        .POST('/api/desk/programs/restart')
        .then(({ error, response }) => ({ data: response.ok, error, response })),
    );
  },
  /** Has a machine show its name and number: at once if it is this one, else when it meets a stick. */
  blink: (device: string): Promise<{ here: boolean }> =>
    take(client.POST('/api/desk/devices/{device}/blink', { params: { path: { device } } })),

  /** Ends a machine's rights; with the 24 words that of any, a senior one too. */
  revoke: (device: string, reason: string, words: string): Promise<DevicesView> =>
    take(
      client.POST('/api/desk/devices/{device}/revoke', {
        params: { path: { device } },
        body: words === '' ? { reason } : { reason, words },
      }),
    ),
};
