/** The HTTP contract in the shape that openapi-typescript gives it. */
export interface paths {
  '/api/health': { get: { responses: { 200: Json<components['schemas']['Health']>; default: Problem } } };
  '/api/site': { get: { responses: { 200: Json<components['schemas']['Site']>; default: Problem } } };
  '/api/front': {
    get: {
      parameters: { query?: { lang?: string } };
      responses: { 200: Json<components['schemas']['Front']>; default: Problem };
    };
  };
  '/api/articles': {
    get: {
      parameters: {
        query?: {
          category?: string;
          topic?: string;
          tag?: string;
          lang?: string;
          after?: string;
          limit?: number;
        };
      };
      responses: { 200: Json<components['schemas']['CardPage']>; default: Problem };
    };
  };
  '/api/articles/{id}': {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<components['schemas']['Article']>; default: Problem };
    };
  };
  '/api/categories/{id}': {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<components['schemas']['CategoryPage']>; default: Problem };
    };
  };
  '/api/slides': {
    get: {
      parameters: { query?: { limit?: number } };
      responses: { 200: Json<components['schemas']['SlideList']>; default: Problem };
    };
  };
  '/api/beat': {
    post: {
      requestBody: { content: { 'application/json': components['schemas']['Beat'] } };
      responses: { 204: { content?: never }; default: Problem };
    };
  };
}

interface Json<T> {
  content: { 'application/json': T };
}

interface Problem {
  content: { 'application/problem+json': components['schemas']['Problem'] };
}

export interface components {
  schemas: {
    Text: { vi: string; en: string };
    Moment: { at: string; dateOnly: boolean };
    Size: {
      sha256: string;
      type: 'image/jpeg' | 'image/png';
      width: number;
      height: number;
      bytes: number;
      url: string;
    };
    Focus: { x: number; y: number };
    Picture: { width: number; height: number; colour: string; sizes: components['schemas']['Size'][] };
    Photo: components['schemas']['Picture'] & {
      alt: string;
      caption: string;
      credit: string;
      focus: components['schemas']['Focus'];
    };
    CategoryRef: { id: string; slug: string; name: components['schemas']['Text'] };
    Category: components['schemas']['CategoryRef'] & { parent: string; count: number };
    CategoryPage: components['schemas']['Category'] & {
      children: components['schemas']['CategoryRef'][];
      trail: components['schemas']['CategoryRef'][];
    };
    Card: {
      id: string;
      slug: string;
      title: string;
      lead: string;
      lang: string;
      genre?: string;
      category: components['schemas']['CategoryRef'];
      published: components['schemas']['Moment'];
      photo: components['schemas']['Photo'] | null;
      byline: string;
      source: string;
      path: string;
    };
    CardPage: { cards: components['schemas']['Card'][]; next: string; total: number; cursor: string };
    Version: { id: string; lang: string; title: string; path: string };
    QR: { size: number; path: string };
    Article: components['schemas']['Card'] & {
      body: unknown;
      media: Record<string, components['schemas']['Picture']>;
      categories: components['schemas']['CategoryRef'][];
      topic: string;
      tags: string[];
      note: string;
      created: components['schemas']['Moment'];
      edited: components['schemas']['Moment'];
      address: string;
      qr: components['schemas']['QR'] | null;
      versions: components['schemas']['Version'][];
      newer: components['schemas']['Card'][];
      older: components['schemas']['Card'][];
    };
    Settings: {
      agency: string;
      parentAgency: string;
      slogan: string;
      responsible: string;
      licence: string;
      address: string;
      phones: string[];
      email: string;
      website: string;
      emblem: components['schemas']['Photo'] | null;
    };
    Site: {
      settings: components['schemas']['Settings'];
      sample: boolean;
      founded: boolean;
      categories: components['schemas']['Category'][];
      languages: string[];
      total: number;
      cursor: string;
      face: 'desk' | 'kiosk' | 'screen' | 'reader';
      version: string;
      clockTrusted: boolean;
      now: string;
      idle?: number;
    };
    FrontSection: {
      category: components['schemas']['CategoryRef'];
      cards: components['schemas']['Card'][];
    };
    Front: {
      lead: components['schemas']['Card'] | null;
      latest: components['schemas']['Card'][];
      sections: components['schemas']['FrontSection'][];
      cursor: string;
    };
    Slide: components['schemas']['Card'] & {
      caption: string;
      credit: string;
      seconds: number;
      qr: components['schemas']['QR'] | null;
      updated: string;
    };
    SlideList: { slides: components['schemas']['Slide'][]; cursor: string };
    Health: { ok: boolean; cursor: string };
    Beat: { route: string; painted: string; visible: boolean };
    Problem: {
      type?: string;
      title?: string;
      status?: number;
      detail?: string;
      code: string;
      key?: string;
      message: components['schemas']['Text'];
      next?: components['schemas']['Text'];
    };
  };
}
