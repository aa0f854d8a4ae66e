/** The programme's table while others write too: what is kept, what follows, what is told of. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Part, PartEdit } from '../../src/api/conference';
import type { Row } from '../../src/desk/conference/row.svelte';
import { Table } from '../../src/desk/conference/table.svelte';

// A page has an address that others are told from; a test has none. The client takes it when it is loaded.
vi.hoisted(() => {
  const Whole = globalThis.Request;
  vi.stubGlobal(
    'Request',
    class extends Whole {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === 'string' ? new URL(input, 'http://x') : input, init);
      }
    },
  );
});

/** An engine of one programme: a field that was changed meanwhile is a clash, as app/part.go has it. */
class Engine {
  parts: Part[] = [];
  note: unknown = null;
  away = false;
  refuses = '';

  answer(method: string, path: string, body: unknown): unknown {
    if (method === 'GET')
      return { parts: this.parts, people: {}, articles: {}, pictures: {}, devices: [], may: true, today: '2026-11-26', note: this.note }; // prettier-ignore
    if (path.endsWith('/note')) {
      this.note = (body as { note: unknown }).note;
      return {};
    }
    const { edits } = body as { edits: PartEdit[] };
    const at = edits.findIndex(({ set }) => set['title'] === this.refuses);
    if (at >= 0) return { parts: [], refused: { at, key: 'x', message: { vi: 'Không được', en: 'No' } } };
    return { parts: edits.map((edit) => this.edit(edit)), refused: null };
  }

  edit({ id, type, set, was }: PartEdit): Part {
    let part = this.parts.find((one) => one.id === id);
    if (part === undefined) {
      part = { id: `new-${String(this.parts.length)}`, type, fields: {}, clashes: [] };
      this.parts.push(part);
    }
    for (const [field, value] of Object.entries(set)) {
      const now = part.fields[field] ?? null;
      if (JSON.stringify(now) !== JSON.stringify(was[field] ?? null)) part.clashes.push({ field, lost: now });
      part.fields = Object.fromEntries(
        Object.entries({ ...part.fields, [field]: value }).filter(([, one]) => one !== null),
      );
    }
    return structuredClone(part);
  }
}

let engine: Engine;
beforeEach(() => {
  engine = new Engine();
  vi.stubGlobal('fetch', async (request: Request) => {
    if (engine.away) throw new TypeError('away');
    const body: unknown = request.method === 'GET' ? null : await request.json();
    const answer = engine.answer(request.method, new URL(request.url).pathname, body);
    return Response.json(structuredClone(answer));
  });
});

const opening = { time: { day: '2026-11-26', start: 480 }, title: 'Khai mạc', room: 'Sảnh' };

async function opened(account = 'a'): Promise<Table> {
  const table = new Table(account, () => 'away');
  await table.load();
  return table;
}

function only(table: Table): Row {
  const row = table.rows[0];
  if (row === undefined) throw new Error('no row');
  return row;
}

async function write(table: Table, cells: Partial<Row['cells']>, row = only(table)): Promise<void> {
  table.write(Object.entries(cells).map(([column, cell]) => ({ row, column: column as 'title', cell })));
  await table.save();
  await vi.waitUntil(() => !table.saving);
  await table.keep();
}

describe('what cannot be read', () => {
  test('is there again when the table is opened, and is mended', async () => {
    engine.parts = [{ id: 'i', type: 'item', fields: { ...opening }, clashes: [] }];
    await write(await opened(), { start: '25h', title: 'Lễ khai mạc' });
    expect(engine.parts[0]?.fields).toMatchObject({ title: 'Lễ khai mạc', time: opening.time });
    const later = await opened();
    expect(later.resumed).toBe(1);
    expect(only(later).cells).toMatchObject({ start: '25h', title: 'Lễ khai mạc' });
    await write(later, { start: '9:00' });
    expect(engine.parts[0]?.fields['time']).toEqual({ day: '2026-11-26', start: 540 });
    expect([engine.note, later.resumed, engine.parts[0]?.clashes]).toEqual([null, 0, []]);
  });

  test('in a new row, of which only the day of the row above is nothing', async () => {
    const table = await opened();
    table.add(null, { day: '26/11/2026' });
    await table.save();
    expect(engine.note).toBe(null);
    await write(table, { start: 'sáng' });
    const later = await opened();
    expect(only(later).cells).toMatchObject({ day: '26/11/2026', start: 'sáng' });
    expect(engine.parts).toEqual([]);
  });

  test('can be given up for what the programme says', async () => {
    engine.parts = [{ id: 'i', type: 'item', fields: { ...opening }, clashes: [] }];
    const table = await opened();
    await write(table, { start: '25h' });
    table.reset(only(table));
    await table.save();
    expect([only(table).cells.start, engine.note]).toEqual(['08:00', null]);
  });
});

test('what the engine did not answer to is there when whoever wrote it comes back', async () => {
  engine.parts = [{ id: 'i', type: 'item', fields: { ...opening }, clashes: [] }];
  const table = await opened('writer');
  engine.away = true;
  await write(table, { title: 'Đổi tên' });
  expect([table.wrong, table.loose]).toEqual(['away', true]);
  engine.away = false;
  expect(only(await opened('another')).cells.title).toBe('Khai mạc');
  const back = await opened('writer');
  expect(only(back).cells.title).toBe('Đổi tên');
  await back.save();
  expect([engine.parts[0]?.fields['title'], engine.note]).toEqual(['Đổi tên', null]);
});

test('a row that comes back before the engine has answered to its end stays', async () => {
  engine.parts.push({ id: 'p1', type: 'item', fields: { ...opening }, clashes: [] });
  const table = await opened();
  const row = only(table);
  const { fetch } = globalThis;
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  vi.stubGlobal('fetch', async (request: Request) => {
    const response = await fetch(request);
    if (request.method !== 'GET') await held; // the engine has it, and its answer is on the way
    return response;
  });
  table.remove(row);
  await vi.waitFor(() => expect(engine.parts[0]?.fields['removed']).toBe(true));
  table.undo();
  await table.load(); // what came meanwhile is as old
  expect(row.gone).toBe(false);
  answer();
  await vi.waitFor(() => expect(engine.parts[0]?.fields['removed']).toBeUndefined());
  await vi.waitFor(() => expect(table.saving).toBe(false));
  expect(row.gone).toBe(false);
  expect(only(table).cells.title).toBe('Khai mạc');
});

test('a row that is refused keeps nothing from the others', async () => {
  engine.refuses = 'cấm';
  const table = await opened();
  const [one, two] = [table.add(null), table.add(null)];
  await write(table, { title: 'cấm' }, one);
  await write(table, { title: 'được' }, two);
  expect(engine.parts.map(({ fields }) => fields['title'])).toEqual(['được']);
  expect([one.refused, two.refused, two.id]).toEqual(['Không được', '', 'new-0']);
  expect(engine.note).toMatchObject([{ id: '', cells: { title: 'cấm' } }]);
});

describe('while another desk writes', () => {
  const elsewhere = (set: Record<string, unknown>): unknown =>
    engine.edit({ id: 'i', type: 'item', set, was: structuredClone(engine.parts[0]?.fields ?? {}) });
  beforeEach(() => {
    engine.parts = [{ id: 'i', type: 'item', fields: { ...opening }, clashes: [] }];
  });

  test('the cell being typed in stays, the others follow, and both are told of', async () => {
    const table = await opened();
    const row = only(table);
    table.typing(row, { column: 'title', text: 'Của t' });
    elsewhere({ title: 'Của họ', room: 'Sân khấu' });
    await table.load();
    expect(row.cells).toMatchObject({ title: 'Khai mạc', room: 'Sân khấu' });
    row.typing = null;
    await write(table, { title: 'Của tôi' });
    expect(row.clashes).toEqual([{ field: 'title', lost: 'Của họ' }]);
    expect(engine.parts[0]?.fields['title']).toBe('Của tôi');
  });

  test('a cell that was left as it was follows', async () => {
    const table = await opened();
    const row = only(table);
    table.typing(row, { column: 'title', text: 'Của t' });
    elsewhere({ title: 'Của họ' });
    await table.load();
    table.typing(row, null);
    await vi.waitUntil(() => row.cells.title === 'Của họ');
    await table.save();
    expect(engine.parts[0]).toMatchObject({ fields: { title: 'Của họ' }, clashes: [] });
  });

  test('a faulty cell that they have changed meanwhile clashes once it is mended', async () => {
    const table = await opened();
    await write(table, { start: '25h' });
    elsewhere({ time: { day: '2026-11-26', start: 600 } });
    await table.load();
    await write(table, { start: '9:00' });
    expect(only(table).clashes).toEqual([{ field: 'time', lost: { day: '2026-11-26', start: 600 } }]);
  });

  test('a row that they take away while something in it is not kept stays in sight', async () => {
    const table = await opened();
    await write(table, { start: '25h' });
    elsewhere({ removed: true });
    await table.load();
    expect(only(table).gone).toBe(false);
    expect(only(await opened()).cells.start).toBe('25h');
    expect(engine.note).toMatchObject([{ id: 'i' }]);
  });
});
