import { describe, expect, it } from 'vitest';
import { listFixtures, type StoredFixture } from '../../../scripts/fixtures.ts';
import { checkPage } from '../../../src/checks/check-page.ts';
import { integer, required } from '../../../src/pages/html/fields.ts';
import { IssueList } from '../../../src/pages/html/issues.ts';
import { PAGES } from '../../../src/pages/pages.ts';

const readable = () => required('deaths', '7', integer);
const unreadable = () => required('kills', 'n/a', integer);
const bug = () => {
  throw new TypeError('not a field');
};

describe('the list of unreadable fields', () => {
  it('is empty while everything is readable', () => {
    const issues = new IssueList();
    expect([issues.core(readable), issues.decoration(readable)]).toEqual([7, 7]);
    expect(issues.list()).toEqual([]);
  });

  it('omits a core field and makes a decoration null, each with its path, rank and map', () => {
    const issues = new IssueList();
    const row = issues.within({ at: 'maps', mapNumber: 2 }).within({ at: 'players', index: 3 });
    expect(row.core(unreadable)).toBeUndefined();
    expect(issues.decoration(unreadable)).toBeNull();
    expect(issues.list()).toEqual([
      { rank: 'core', field: 'maps.players[3].kills', expected: 'a whole number', seen: '"n/a"', mapNumber: 2 },
      { rank: 'decoration', field: 'kills', expected: 'a whole number', seen: '"n/a"', mapNumber: null },
    ]);
  });

  it('lets errors that are no unreadable field through', () => {
    expect(() => new IssueList().core(bug)).toThrow('not a field');
    expect(() => new IssueList().decoration(bug)).toThrow('not a field');
  });

  it('stays short on a page where nothing is readable, and gives the number of the others', () => {
    const issues = new IssueList();
    for (let index = 0; index < 250; index += 1) issues.within({ at: 'rows', index }).core(unreadable);
    const listed = issues.list();
    expect(listed).toHaveLength(101);
    expect(listed.at(-1)?.seen).toBe('150 more');
  });
});

describe('a text with bytes that could not be decoded', () => {
  const fixtures = listFixtures();
  const fixture = (wanted: string) => fixtures.find(({ name }) => name === wanted) as StoredFixture;
  const { html, meta } = fixture('economy/bo1');

  it('is stored with a finding that names the field', () => {
    const { team1Name } = PAGES.economy.parse(html, { id: meta.id });
    if (team1Name === null) throw new Error('the page names no team');
    const spoiled = html.replaceAll(team1Name, `${team1Name.slice(0, 2)}\u{FFFD}`);
    const record = PAGES.economy.parse(spoiled, { id: meta.id });
    expect(record.team1Name).toContain('\u{FFFD}');
    expect(checkPage('economy', record)).toContainEqual(
      expect.objectContaining({
        rule: 'economy/fields-are-readable',
        severity: 'soft',
        expected: 'team1Name: text in the encoding of the page',
      }),
    );
  });

  it('gives no finding where all texts are whole', () => {
    expect(PAGES.economy.parse(html, { id: meta.id })).not.toHaveProperty('issues');
  });
});
