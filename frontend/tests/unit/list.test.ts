import { describe, expect, it } from 'vitest';
import { boundsOf, dayOf } from '../../src/desk/pages/period';
import { readFilters, writeFilters } from '../../src/desk/pages/filters';

describe('periods', () => {
  // Half past midnight of 26 November in Vietnam is still the 25th in London.
  const now = new Date('2026-11-25T17:30:00Z');

  it('go by the days of Vietnam', () => {
    expect(dayOf(now)).toBe('2026-11-26');
    expect(boundsOf('', '2026-11-01', '', now)).toEqual({});
    expect(boundsOf('today', '', '', now)).toEqual({ from: '2026-11-25T17:00:00.000Z' });
    expect(boundsOf('week', '', '', now)).toEqual({ from: '2026-11-19T17:00:00.000Z' });
    expect(boundsOf('month', '', '', now)).toEqual({ from: '2026-10-27T17:00:00.000Z' });
    expect(boundsOf('year', '', '', now)).toEqual({ from: '2025-12-31T17:00:00.000Z' });
  });

  it('include both days that are named', () => {
    expect(boundsOf('days', '2026-11-20', '2026-11-20', now)).toEqual({
      from: '2026-11-19T17:00:00.000Z',
      until: '2026-11-20T17:00:00.000Z',
    });
    expect(boundsOf('days', '', '2026-11-20', now)).toEqual({ until: '2026-11-20T17:00:00.000Z' });
    expect(boundsOf('days', 'hôm qua', '', now)).toEqual({});
  });
});

describe('the filters in an address', () => {
  it('are read as they were written', () => {
    const filters = {
      state: 'review', category: 'abc', person: 'xyz', genre: 'Tin', lacks: 'en', words: 'hội nghị & ảnh', period: 'days', from: '2026-11-01', until: '2026-11-20',
    } as const; // prettier-ignore
    expect(readFilters(writeFilters(filters))).toEqual(filters);
  });

  it('are none where nothing is narrowed', () => {
    expect(writeFilters(readFilters(''))).toBe('');
  });

  it('are left out where nobody could have written them', () => {
    const read = readFilters('?state=gone&period=century&from=x&genre=Tin&more=1');
    expect(writeFilters(read)).toBe('?genre=Tin');
  });

  it('name days only beside a period of days', () => {
    expect(writeFilters({ ...readFilters(''), from: '2026-11-01' })).toBe('');
  });
});
