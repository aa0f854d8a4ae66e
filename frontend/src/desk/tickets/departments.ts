/** Departments as people write them: one a line, topics behind a colon, English names behind a bar. */
import type { TicketDepartment } from '../../api/tickets';

type Name = TicketDepartment['name'];

const written = ({ vi, en }: Name): string => (en === '' ? vi : `${vi} | ${en}`);

function read(text: string): Name {
  const [vi = '', en = ''] = text.split('|', 2);
  return { vi: vi.trim(), en: en.trim() };
}

export function writeDepartments(departments: readonly TicketDepartment[]): string {
  return departments
    .map(({ name, topics }) => `${written(name)}: ${topics.map(written).join('; ')}`)
    .join('\n');
}

/** The departments, or the number of the first line that cannot be read. */
export function readDepartments(text: string): TicketDepartment[] | number {
  const found: TicketDepartment[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const topics = line
      .slice(colon + 1)
      .split(';')
      .map(read)
      .filter(({ vi }) => vi !== '');
    const name = read(line.slice(0, Math.max(colon, 0)));
    if (colon < 0 || name.vi === '' || topics.length === 0) return i + 1;
    found.push({ name, topics });
  }
  return found;
}
