import type { Article, Card } from '../src/api/types';

export interface Beat {
  route: string;
  painted: string;
  visible: boolean;
  at: number;
}

export interface State {
  articles: (Article & { updated: string })[];
  beats: Beat[];
  cursor: number;
  face: string;
  /** The visits of which openings were heard. */
  openings: string[];
}

export interface Fixture {
  url: string;
  state: State;
  steer(act: 'publish', body?: Partial<Card>): Card;
  steer(act: string, body?: Record<string, unknown>): unknown;
  close(): Promise<void>;
}

export function startFixture(port?: number): Promise<Fixture>;
