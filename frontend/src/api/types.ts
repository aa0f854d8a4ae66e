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
export type Unit = Schemas['Unit'];
export type UnitCard = Schemas['UnitCard'];
export type UnitList = Schemas['UnitList'];
export type DeskUnit = Schemas['DeskUnit'];
export type UnitEdit = Schemas['UnitEdit'];
export type UnitField = UnitImport['added'][number]['fields'][number];
export type UnitImport = Schemas['UnitImport'];
export type Article = Schemas['Article'];
export type ArticleFile = Schemas['ArticleFile'];
export type Settings = Schemas['SiteSettings'];
export type Site = Schemas['Site'];
export type Front = Schemas['Front'];
export type Slide = Schemas['Slide'];
export type SlideList = Schemas['Slides'];
export type Problem = Schemas['Problem'];

export type Me = Schemas['Me'];
export type Post = Me['post'];
export type Right = Me['rights'][number];
export type DeskState = Schemas['DeskState'];
export type DeskRow = Schemas['DeskRow'];
export type State = DeskRow['state'];
export type Act = Schemas['Post-desk-articles-id-actsRequest']['act'];
export type Deed = Partial<Schemas['Post-desk-articles-id-actsRequest']> & { act: Act };
export type DeskList = Schemas['DeskList'];
export type DeskCount = Schemas['DeskCount'];
export type DeskFound = Schemas['DeskSearchAnswer'];
export type DeskArticle = Schemas['DeskArticle'];
export type DeskCategory = Schemas['DeskCategory'];
export type Fault = Schemas['DocumentFault'];
export type Note = Schemas['Note'];
export type Kept = Schemas['Kept'];
export type SavedRevision = Schemas['SavedRevision'];
export type Hold = Schemas['Hold'];
export type Happening = Schemas['Happening'];
export type Trail = Schemas['Trail'];
export type Comparison = Schemas['Comparison'];
export type Merging = Schemas['Merging'];
export type MergingBlock = Schemas['MergingBlock'];
export type MergingField = Schemas['MergingField'];
export type OldRevision = Schemas['OldRevision'];
export type Account = Schemas['DeskAccount'];
export type AccountEdit = Schemas['Patch-desk-accounts-accountRequest'];
export type Office = Schemas['OfficeSettings'];
export type ClockView = Schemas['ClockView'];
export type Colleagues = Schemas['ColleaguesView'];
export type OfficeAnswer = Schemas['OfficeAnswer'];

/** An original that the engine keeps, and what it made of it. */
export interface AddedPicture {
  media: string;
  picture: Picture;
}
