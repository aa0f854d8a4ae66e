import { describe, expect, it } from 'vitest';
import { fromAddress, isReady, mostPassage, passageOf, textLeft } from '../../src/reading/feedback/form';
import { readDepartments, writeDepartments } from '../../src/desk/tickets/departments';
import { parse } from '../../src/ui/router.svelte';

const full = {
  department: 'UBND tỉnh',
  topic: 'Phản ánh',
  text: 'Đèn đường hỏng',
  answer: false,
  phone: '',
  email: '',
};

describe('what is told the office', () => {
  it('can be sent once it says whom, what about and what', () => {
    expect(isReady(full)).toBe(true);
    for (const lack of ['department', 'topic', 'text'] as const)
      expect(isReady({ ...full, [lack]: '' })).toBe(false);
    expect(isReady({ ...full, text: ' \n' })).toBe(false);
  });

  it('needs a way to answer only where an answer is wanted', () => {
    const wants = { ...full, answer: true };
    expect(isReady(wants)).toBe(false);
    expect(isReady({ ...wants, phone: ' ' })).toBe(false);
    expect(isReady({ ...wants, phone: '0912 345 678' })).toBe(true);
    expect(isReady({ ...wants, email: 'mai@vidu.example' })).toBe(true);
  });

  it('counts characters as people do', () => {
    expect(textLeft('a'.repeat(2000))).toBe(0);
    expect(isReady({ ...full, text: 'ệ'.normalize('NFD').repeat(2000) })).toBe(true);
    expect(isReady({ ...full, text: 'ệ'.normalize('NFD').repeat(2001) })).toBe(false);
    expect(textLeft('😀')).toBe(1999);
  });
});

describe('a passage', () => {
  it('is one line', () => {
    expect(passageOf('  hai\n dòng\t ')).toBe('hai dòng');
    expect(passageOf(' \n ')).toBe('');
  });

  it('is cut between words where it is too long', () => {
    const cut = passageOf('một đoạn dài '.repeat(100));
    expect([...cut].length).toBeLessThanOrEqual(mostPassage);
    expect(cut).toMatch(/(?:một|đoạn|dài)…$/u);
    expect([...passageOf('x'.repeat(900))]).toHaveLength(mostPassage);
  });
});

describe('addresses', () => {
  it('name the pages of feedback below the base of a face', () => {
    expect(parse('/gop-y')).toEqual({ name: 'feedback', part: '', query: '' });
    expect(parse('/gop-y/')).toEqual({ name: 'feedback', part: '', query: '' });
    expect(parse('/gop-y/tra-cuu?so=1&ma=2')).toEqual({
      name: 'feedback',
      part: 'tra-cuu',
      query: 'so=1&ma=2',
    });
    expect(parse('/gop-y/a/b')).toEqual({ name: 'missing' });
  });

  it('hold number and key of a slip', () => {
    expect(fromAddress('so=7F3A261126004V&ma=8ZQ2M4')).toEqual({ number: '7F3A261126004V', key: '8ZQ2M4' });
    expect(fromAddress('')).toEqual({ number: '', key: '' });
  });
});

describe('departments, one a line', () => {
  const departments = [
    {
      name: { vi: 'UBND tỉnh', en: 'Committee' },
      topics: [
        { vi: 'Góp ý', en: 'Feedback' },
        { vi: 'Câu hỏi', en: '' },
      ],
    },
    { name: { vi: 'Sở Y tế', en: '' }, topics: [{ vi: 'Khám bệnh', en: '' }] },
  ];

  it('are read back as they were written', () => {
    const text = writeDepartments(departments);
    expect(text).toBe('UBND tỉnh | Committee: Góp ý | Feedback; Câu hỏi\nSở Y tế: Khám bệnh');
    expect(readDepartments(text)).toEqual(departments);
    expect(readDepartments(`\n${text.replaceAll(': ', ' :').replaceAll('; ', ' ;;')} ;\n\n`)).toEqual(
      departments,
    );
    expect(readDepartments('')).toEqual([]);
  });

  it('name the line that cannot be read', () => {
    expect(readDepartments('UBND tỉnh: Góp ý\n\nSở Y tế')).toBe(3);
    expect(readDepartments('UBND tỉnh: ;')).toBe(1);
    expect(readDepartments(': Góp ý')).toBe(1);
  });
});
