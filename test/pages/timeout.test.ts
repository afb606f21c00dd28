import { describe, expect, it } from 'vitest';
import { listFixtures, type StoredFixture } from '../../scripts/fixtures.ts';
import { ParseError } from '../../src/errors.ts';
import { FieldError } from '../../src/pages/html/fields.ts';
import { parseAndCheck } from '../../src/pages/page-parser.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { withTimeout } from '../../src/pages/timeout.ts';

const endless = (): never => {
  for (;;);
};

const [page] = listFixtures().filter(({ name }) => name === 'economy/bo1') as [StoredFixture];
const { html, meta } = page;

describe('the time limit of parser and checks', () => {
  it('ends work that never ends', () => {
    expect(() => withTimeout(endless, 20)).toThrow(FieldError);
  });

  it('is one limit for work inside of work', () => {
    const inner = () => withTimeout(endless, 3_600_000);
    expect(() => withTimeout(inner, 20)).toThrow('a page that is read and checked within 0.02 s');
  });

  it('is there again for the next page', () => {
    expect(withTimeout(() => 7)).toBe(7);
    expect(() => withTimeout(endless, 20)).toThrow(FieldError);
  });

  it('lets other errors through', () => {
    const fail = () => {
      throw new TypeError('a bug');
    };
    expect(() => withTimeout(fail)).toThrow(TypeError);
  });

  it('covers the checks: a page whose checks do not end is an error that names the page', () => {
    const task = { html, target: { id: meta.id }, check: endless };
    expect(() => withTimeout(() => parseAndCheck(PAGES.economy, task), 500)).toThrow(FieldError);
  });

  it('leaves the errors of a parser what they are', () => {
    const task = { html: 'nothing', target: { id: meta.id }, check: () => [] };
    expect(() => parseAndCheck(PAGES.economy, task)).toThrow(ParseError);
  });

  it('gives record and findings', () => {
    const finding = { rule: 'a', severity: 'soft', mapNumber: null, expected: 'b', seen: 'c' } as const;
    const done = parseAndCheck(PAGES.economy, { html, target: { id: meta.id }, check: () => [finding] });
    const record = PAGES.economy.parse(html, { id: meta.id });
    expect(done).toEqual({ record, saver: null, findings: [finding] });
  });
});
