/** Short names for the contract's types; the only file, beside the client, that reads the schema. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Text = Schemas['Text'];
export type Moment = Schemas['Moment'];
export type Size = Schemas['Size'];
export type Focus = Schemas['Focus'];
export type Picture = Schemas['Picture'];
export type Photo = Schemas['Photo'];
export type CategoryRef = Schemas['CategoryRef'];
export type Category = Schemas['SiteCategory'];
export type CategoryPage = Schemas['CategoryPage'];
export type Card = Schemas['Card'];
export type CardPage = Schemas['Listing'];
export type Version = Schemas['Version'];
export type QR = Schemas['QR'];
export type Person = Schemas['Person'];
export type PersonEdit = Schemas['PersonEdit'];
export type Term = Schemas['Term'];
export type Article = Schemas['Article'];
export type Settings = Schemas['SiteSettings'];
export type Site = Schemas['Site'];
export type Front = Schemas['Front'];
export type Slide = Schemas['Slide'];
export type SlideList = Schemas['Slides'];
export type Problem = Schemas['Problem'];
