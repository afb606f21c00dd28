import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Measured, partsIn, renderSection, withSection } from '../bench/document.ts';
import { describeMachine } from '../bench/machine.ts';
import { PARTS } from '../bench/parts.ts';
import {
  type Comparison,
  isWithin,
  type Row,
  ratioOf,
  renderMarkdown,
  renderText,
  rowsOverBudget,
} from '../bench/table.ts';

const text = (file: string): string => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');

const row = (ours: number, reference: number | null, limit: Row['limit'] = null): Row => ({
  name: 'match',
  ours: { value: ours, unit: 'ms' },
  reference: reference === null ? null : { value: reference, unit: 'ms' },
  limit,
});

const TABLE: Comparison = {
  title: 'Time per page',
  subject: 'pages',
  ours: 'ours',
  reference: 'tree',
  rows: [
    row(2.5, 25, { of: 'ratio', max: 0.2 }),
    row(60.25, null, { of: 'ours', max: 50 }),
    { ...row(1_234, 2), name: 'map | stats' },
  ],
};

describe('the table of a benchmark', () => {
  it('is aligned on a terminal: ours, reference, ratio, budget, ok', () => {
    expect(renderText(TABLE)).toBe(
      [
        'Time per page',
        'pages            ours     tree   ratio   budget  ok',
        'match         2.50 ms  25.0 ms    0.10    ≤ 0.2  yes',
        'match         60.3 ms        –       –  ≤ 50 ms  NO',
        'map | stats  1,234 ms  2.00 ms  617.00        –  –',
      ].join('\n'),
    );
  });

  it('is Markdown in the document, with the cells escaped and numbers aligned to the right', () => {
    expect(renderMarkdown(TABLE).split('\n')).toEqual([
      '**Time per page**',
      '',
      '| pages | ours | tree | ratio | budget | ok |',
      '| --- | ---: | ---: | ---: | ---: | --- |',
      '| match | 2.50 ms | 25.0 ms | 0.10 | ≤ 0.2 | yes |',
      '| match | 60.3 ms | – | – | ≤ 50 ms | NO |',
      '| map \\| stats | 1,234 ms | 2.00 ms | 617.00 | – | – |',
    ]);
  });

  it('has a ratio only of values with the same unit', () => {
    expect(ratioOf(row(1, 4))).toBe(0.25);
    expect(ratioOf(row(1, null))).toBe(null);
    expect(ratioOf({ ...row(1, 4), reference: { value: 4, unit: 'pages/s' } })).toBe(null);
  });

  it('is within a budget at its bounds, and never with a value that could not be measured', () => {
    expect(isWithin(row(1, 5, { of: 'ratio', max: 0.2 }))).toBe(true);
    expect(isWithin(row(1.1, 5, { of: 'ratio', max: 0.2 }))).toBe(false);
    expect(isWithin(row(4, 5, { of: 'ratio', min: 0.8 }))).toBe(true);
    expect(isWithin(row(3, 5, { of: 'ratio', min: 0.8 }))).toBe(false);
    expect(isWithin(row(50, null, { of: 'ours', max: 50 }))).toBe(true);
    expect(isWithin(row(Number.NaN, 5, { of: 'ratio', max: 0.2 }))).toBe(false);
    expect(isWithin(row(1, null, { of: 'ratio', max: 0.2 }))).toBe(false);
    expect(isWithin(row(1, 5))).toBe(null);
    expect(rowsOverBudget({ tables: [TABLE], notes: [] })).toEqual([TABLE.rows[1]]);
  });
});

const measured = (part: string, note: string): Measured => ({
  part,
  summary: 'What it measures.',
  command: `npm run bench -- ${part}`,
  date: '2026-11-26',
  machine: '2 cores',
  section: { tables: [TABLE], notes: [note] },
});

describe('the document of the benchmarks', () => {
  const order = ['parse', 'fetch', 'pace'];

  it('names the command, the date and the machine of each section', () => {
    expect(renderSection(measured('parse', 'A note.'))).toBe(
      [
        '## parse',
        'What it measures.',
        '`npm run bench -- parse`, 2026-11-26: 2 cores.',
        renderMarkdown(TABLE),
        '- A note.',
      ].join('\n\n'),
    );
  });

  it('replaces the section of a part and leaves the others', () => {
    const both = withSection(
      withSection('', measured('pace', 'old pace'), order),
      measured('parse', 'old parse'),
      order,
    );
    const again = withSection(both, measured('parse', 'new parse'), order);
    expect(partsIn(again)).toEqual(['parse', 'pace']);
    expect(again).toBe(both.replace('old parse', 'new parse'));
    expect(again.endsWith('\n')).toBe(true);
  });

  it('loses the section of a part that no longer exists', () => {
    const document = withSection(withSection('', measured('gone', ''), ['gone']), measured('parse', ''), order);
    expect(partsIn(document)).toEqual(['parse']);
  });

  it('does not name the machine or its folders', () => {
    const machine = describeMachine();
    expect(machine).toMatch(/^\d+ cores of .+, \d+ GB memory, .+, Node \d+\.\d+\.\d+, SQLite \d+\.\d+\.\d+, /);
    expect(machine).not.toMatch(/[\\/](home|root|work|Users|tmp)|hostname/);
  });

  it('has a section of every part that is not long', () => {
    const names = Object.keys(PARTS).filter((name) => PARTS[name]?.isLong === false);
    expect(partsIn(text('docs/benchmarks.md'))).toEqual(expect.arrayContaining(names));
  });

  it('README, the document and the list of parts agree', () => {
    const documents = [text('README.md'), text('docs/benchmarks.md'), text('docs/architecture.md')].join('\n');
    const named = [...documents.matchAll(/npm run bench -- ([a-z-]+)/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in PARTS))).toEqual([]);
  });

  it('every part can be loaded and measures', async () => {
    for (const part of Object.values(PARTS)) expect((await part.load()).default).toBeTypeOf('function');
  });
});
