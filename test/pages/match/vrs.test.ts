import { describe, expect, it } from 'vitest';
import { observeBlocks } from '../../../src/pages/coverage.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import { type Overview, overviewPage } from '../reference-pages.ts';

const NOT_STARTED = '<div class="countdown" data-unix="1771080000000">2h : 5m</div>';

type Box = { names: string[]; before: string[]; middle: string[]; right: string[] };

const numbers = (points = '', rank = ''): string =>
  `<div class="vrs-forecast-numbers-wrapper"><div class="vrs-forecast-points">${points}</div>
  <div class="vrs-forecast-ranking-wrapper"><div class="vrs-forecast-ranking rising">${rank}</div>
  <span class="vrs-forecast-small-points">+9</span></div></div>`;

const column = (name: string, [points1, rank1, points2, rank2]: string[]): string =>
  `<div class="${name}">${numbers(points1, rank1)}<div class="vrs-forecast-header">x</div>${numbers(points2, rank2)}</div>`;

const RESULT: Box = {
  names: ['Alpha Wolves', 'Bravo Foxes'],
  before: ['1410pt', '#27', '1296pt', '#37'],
  middle: ['+25pt', '#26', '-10pt', '#38'],
  right: [],
};

function standings(change: Partial<Box> = {}): string {
  const { names, before, middle, right } = { ...RESULT, ...change };
  const rows = names.map(
    (name) =>
      `<div class="vrs-forecast-team-row"><div class="vrs-forecast-team-logo-wrapper"><img title="${name}"></div>
      <div class="vrs-forecast-team-name text-ellipsis">${name}</div></div>`,
  );
  return `<div class="vrs-forecast-container standard-box"><div class="vrs-forecast-left">
    <div class="vrs-forecast-team-rows">${rows.join('')}</div>${column('vrs-forecast-left-numbers', before)}</div>
    ${column('vrs-forecast-middle', middle)}${right.length === 0 ? '' : column('vrs-forecast-right', right)}</div>`;
}

const read = (change: Overview) => {
  const page = PAGES.match.parse(overviewPage(change), { id: null });
  return {
    team1: [page.team1VrsPoints, page.team1VrsRank, page.team1VrsPointsChange, page.team1VrsRankAfter],
    team2: [page.team2VrsPoints, page.team2VrsRank, page.team2VrsPointsChange, page.team2VrsRankAfter],
    issues: (page.issues ?? []).map(({ field, rank, seen }) => [field, rank, seen]),
  };
};

const NOTHING = [null, null, null, null];

describe('the VRS box', () => {
  it('gives points and rank before the match, and what the result changed', () => {
    expect(read({ standings: standings() })).toEqual({
      team1: [1410, 27, 25, 26],
      team2: [1296, 37, -10, 38],
      issues: [],
    });
  });

  it('is nothing to report where it is missing', () => {
    expect(read({})).toEqual({ team1: NOTHING, team2: NOTHING, issues: [] });
  });

  it('tells teams by their names, in either order', () => {
    const swapped = standings({ names: ['Bravo Foxes', 'Alpha Wolves'] });
    expect(read({ standings: swapped })).toEqual({
      team1: [1296, 37, -10, 38],
      team2: [1410, 27, 25, 26],
      issues: [],
    });
  });

  it('omits all values when the names are those of other teams', () => {
    const other = standings({ names: ['Charlie', 'Delta'] });
    expect(read({ standings: other })).toEqual({
      team1: NOTHING,
      team2: NOTHING,
      issues: [
        ['team1VrsPoints', 'decoration', '"Charlie" and "Delta"'],
        ['team2VrsPoints', 'decoration', '"Charlie" and "Delta"'],
      ],
    });
  });

  it('does not take the forecasts of an open match for its result', () => {
    const forecasts = { standings: standings({ right: ['-16pt', '#30', '-13pt', '#40'] }) };
    expect(read(forecasts)).toMatchObject({ team1: [1410, 27, null, null], team2: [1296, 37, null, null], issues: [] });
    expect(read({ ...forecasts, countdown: NOT_STARTED })).toMatchObject({
      team1: [1410, 27, null, null],
      issues: [],
    });
  });

  it.each([
    ['-', '-', '0pt', '#37', [null, null, 0, 37], []],
    ['1410pts', '# 27', '−3pt', '#27', [1410, 27, -3, 27], []],
    ['1,410pt', '#27', '+1pt', '#27', [null, 27, 1, 27], ['team1VrsPoints']],
    [
      '1410',
      'top',
      'many',
      '#0',
      NOTHING,
      ['team1VrsPoints', 'team1VrsRank', 'team1VrsPointsChange', 'team1VrsRankAfter'],
    ],
  ])('reads %s, %s, %s and %s', (...row) => {
    const [points, rank, change, after, expected, fields] = row;
    const box = standings({ before: [points, rank, '1pt', '#1'], middle: [change, after, '0pt', '#1'] });
    const { team1, team2, issues } = read({ standings: box });
    expect({ team1, team2 }).toEqual({ team1: expected, team2: [1, 1, 0, 1] });
    expect(issues.map(([field]) => field)).toEqual(fields);
  });

  it('is expected on finished matches since July 2026', () => {
    const html = overviewPage({ standings: standings() });
    const page = PAGES.match.parse(html, { id: null });
    const observed = (startedAtMs: number, text: string) =>
      observeBlocks('match', text, { ...page, startedAtMs }).find(({ block }) => block === 'Valve Regional Standings');
    expect(observed(Date.UTC(2026, 5, 30), html)).toBeUndefined();
    expect(observed(Date.UTC(2026, 6, 1), html)).toMatchObject({ isPresent: true });
    expect(observed(Date.UTC(2026, 6, 1), overviewPage())).toMatchObject({ isPresent: false });
  });
});
