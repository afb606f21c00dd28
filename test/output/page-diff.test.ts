import { expect, it } from 'vitest';
import type { PageDiffDocument } from '../../src/output/documents/page-diff.ts';
import { renderPageDiff } from '../../src/output/page-diff.ts';

const DIFF: PageDiffDocument = {
  kind: 'match',
  good: { file: 'good.html', id: 5, error: null },
  bad: { file: 'bad.html', id: null, error: 'match ?: status: expected LIVE, saw nothing' },
  tokens: [],
  blocks: [],
  fields: [],
};
const NO_STATE = { filled: 0, empty: 0, withheld: 0, failed: false };

it('names both pages and says that nothing differs', () => {
  expect(renderPageDiff({ ...DIFF, bad: DIFF.good })).toBe(
    [
      'match',
      '  good  good.html (id 5): read',
      '  bad   good.html (id 5): read',
      '',
      'No difference in the markup or in the fields that are read.',
    ].join('\n'),
  );
});

it('shows fields with both states, and names with their count, place, new name and fields', () => {
  const token = { name: '.date', change: 'vanished', count: 2, within: '.time', counterpart: '.datum' } as const;
  const text = renderPageDiff({
    ...DIFF,
    tokens: [{ ...token, fields: ['a', 'b', 'c', 'd', 'e'] }],
    blocks: [{ name: '.time > div.date', change: 'appeared', count: 1, fields: [] }],
    fields: [
      {
        field: 'maps.halves',
        good: { ...NO_STATE, filled: 3 },
        bad: { ...NO_STATE, empty: 2, withheld: 1 },
        selector: '.half',
        file: 'src/pages/match/maps.ts',
      },
      { field: 'x', good: NO_STATE, bad: { ...NO_STATE, failed: true }, selector: null, file: null },
    ],
  });
  expect(text).toContain('  bad   bad.html (id unknown): not read: match ?: status: expected LIVE, saw nothing\n');
  expect(text).toContain('Fields that differ, good → bad: 2\n');
  expect(text).toContain('  maps.halves  3 values → 2 NULLs, 1 row omitted; .half in src/pages/match/maps.ts\n');
  expect(text).toContain('  x            nothing → fails the page\n');
  expect(text).toContain(
    'vanished: 1\n  .date  2 elements in .time; perhaps renamed to .datum; read for a, b, c and 2 more fields\n',
  );
  expect(text).toContain('Blocks that appeared: 1\n  .time > div.date  1 element');
});

it('lists the first entries and counts the rest', () => {
  const blocks = Array.from({ length: 40 }, (_, index) => ({
    name: `.a > b.c${index}`,
    change: 'vanished' as const,
    count: 1,
    fields: [],
  }));
  const lines = renderPageDiff({ ...DIFF, blocks }).split('\n');
  expect(lines.filter((line) => line.includes('.a > b.c'))).toHaveLength(15);
  expect(lines).toContain('Blocks that vanished: 40');
  expect(lines.at(-1)).toBe('  and 25 more, which --json lists');
});
