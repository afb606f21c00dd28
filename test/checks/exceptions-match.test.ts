import { describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import type { MatchPage } from '../../src/page-records.ts';
import { matchPage, seriesRows } from './records.ts';
import { TEAM_1, TEAM_2 } from './simulated-map.ts';

/** The match cut down to its first maps. */
function shortened(bestOf: number, maps: number): MatchPage {
  const page = matchPage();
  page.bestOf = bestOf;
  page.maps = page.maps.slice(0, maps);
  page.playerMapStats = page.playerMapStats.filter((row) => row.mapNumber <= maps);
  page.seriesPlayerStats = seriesRows(page.playerMapStats);
  page.vetoes = [];
  return page;
}

/** Team 2 forfeits before anything was played. */
function forfeited(bestOf: number): MatchPage {
  const page = shortened(bestOf, 1);
  page.status = 'deleted';
  page.isForfeit = true;
  page.note = 'Bravo Foxes forfeit';
  Object.assign(page, { playerMapStats: [], seriesPlayerStats: [] });
  Object.assign(page, { team1MapsWon: 1, team2MapsWon: 0, team1HeaderScore: null, team2HeaderScore: null });
  Object.assign(page.maps[0]!, defaultMap());
  return page;
}

function defaultMap(): Partial<MatchPage['maps'][number]> {
  return {
    mapName: 'Default',
    state: 'forfeit',
    mapStatsId: null,
    mapStatsPath: null,
    team1Rounds: 1,
    team2Rounds: 0,
    winnerTeamId: TEAM_1.teamId,
    pickedByTeamId: null,
    pickMarkerTeamId: null,
    team1StartSide: null,
    team1CtRounds: null,
    team1TRounds: null,
    team1OtRounds: null,
    team2CtRounds: null,
    team2TRounds: null,
    team2OtRounds: null,
    ratingVersion: null,
  };
}

describe('match formats', () => {
  it('takes rounds in the header of a best of one', () => {
    const page = shortened(1, 1);
    Object.assign(page, { team1HeaderScore: 13, team2HeaderScore: 9, team1MapsWon: 1, team2MapsWon: 0 });
    expect(checkPage('match', page)).toEqual([]);
    page.team1HeaderScore = 1;
    expect(checkPage('match', page).map(({ rule, severity }) => [rule, severity])).toEqual([
      ['match/header-score', 'hard'],
    ]);
  });

  it('takes a best of two that ends 1-1', () => {
    const page = shortened(2, 2);
    Object.assign(page, { team1HeaderScore: 1, team1MapsWon: 1, winnerTeamId: null });
    expect(checkPage('match', page)).toEqual([]);
  });

  it('accepts a full forfeit with one map in any format', () => {
    expect(checkPage('match', forfeited(1))).toEqual([]);
    expect(checkPage('match', forfeited(3))).toEqual([]);
  });

  it.each([
    ['a full forfeit', () => forfeited(1), null],
    ['an upper bracket advantage in a note', () => matchPage(), 'Alpha Wolves starts with a 1-0 lead'],
    ['a format in other words', () => matchPage(), null],
  ])('keeps a match with another number of maps than planned: %s', (_what, build, note) => {
    const page = build();
    page.note = note;
    page.maps = [...page.maps, ...page.maps].slice(0, 2).map((map, index) => ({ ...map, mapNumber: index + 1 }));
    const found = checkPage('match', page).filter((finding) => finding.rule === 'match/maps-as-planned');
    expect(found.map((finding) => finding.severity)).toEqual(['soft']);
  });

  it('counts a forfeited map in the header and leaves its name out of the veto', () => {
    const page = matchPage();
    Object.assign(page.maps[2]!, defaultMap());
    page.note = 'Bravo Foxes forfeit the third map';
    page.playerMapStats = page.playerMapStats.filter((row) => row.mapNumber < 3);
    page.seriesPlayerStats = seriesRows(page.playerMapStats);
    expect(checkPage('match', page)).toEqual([]);
  });

  it('takes MR15 scores with and without overtime', () => {
    const page = shortened(1, 1);
    Object.assign(page, { playerMapStats: [], seriesPlayerStats: [] });
    Object.assign(page, { team1HeaderScore: 16, team2HeaderScore: 14, team1MapsWon: 1, team2MapsWon: 0 });
    const halves = { team1CtRounds: 8, team2TRounds: 7, team1TRounds: 8, team2CtRounds: 7 };
    Object.assign(page.maps[0]!, halves, { team1Rounds: 16, team2Rounds: 14 });
    expect(checkPage('match', page)).toEqual([]);
    Object.assign(page, { team1HeaderScore: 22, team2HeaderScore: 20 });
    const overtime = { team1TRounds: 7, team2CtRounds: 8, team1OtRounds: 7, team2OtRounds: 5 };
    Object.assign(page.maps[0]!, overtime, { team1Rounds: 22, team2Rounds: 20 });
    expect(checkPage('match', page)).toEqual([]);
  });
});

describe('match states', () => {
  it('asks nothing of the scores of a live match', () => {
    const page = matchPage();
    Object.assign(page, {
      status: 'live',
      team1HeaderScore: null,
      team2HeaderScore: null,
      team1MapsWon: null,
      team2MapsWon: null,
      winnerTeamId: null,
    });
    Object.assign(page.maps[2]!, { team1Rounds: 3, winnerTeamId: null });
    expect(checkPage('match', page)).toEqual([]);
  });

  it('takes an upcoming match of undecided teams and maps', () => {
    const page = shortened(3, 3);
    Object.assign(page, {
      status: 'upcoming',
      team2Id: null,
      team2Name: null,
      team1HeaderScore: null,
      team2HeaderScore: null,
      team1MapsWon: null,
      team2MapsWon: null,
      winnerTeamId: null,
      lineups: [],
      playerMapStats: [],
    });
    for (const map of page.maps) {
      const unknown = { state: 'unplayed' as const, team1Rounds: null, team2Rounds: null, winnerTeamId: null };
      Object.assign(map, defaultMap(), unknown, { mapName: 'TBA' });
    }
    expect(checkPage('match', page)).toEqual([]);
  });

  it('asks no number of maps of a postponed match', () => {
    const page = matchPage();
    Object.assign(page, { status: 'postponed', maps: [], playerMapStats: [], seriesPlayerStats: [], vetoes: [] });
    for (const field of ['team1HeaderScore', 'team2HeaderScore', 'team1MapsWon', 'team2MapsWon'] as const) {
      page[field] = null;
    }
    page.winnerTeamId = null;
    expect(checkPage('match', page)).toEqual([]);
  });
});

describe('what real pages lack or have too much of', () => {
  it('accepts null for every optional value', () => {
    const page = matchPage();
    Object.assign(page, { title: null, stage: null, isLan: null, demoId: null, lineups: [], vetoes: [] });
    for (const map of page.maps) {
      const { mapName, state, team1Rounds, team2Rounds, winnerTeamId } = map;
      Object.assign(map, defaultMap(), { mapName, state, team1Rounds, team2Rounds, winnerTeamId });
    }
    for (const row of page.playerMapStats) {
      Object.assign(row, { kills: null, deaths: null, adr: null, kast: null, roundSwing: null, rating: null });
    }
    expect(checkPage('match', page)).toEqual([]);
  });

  it('takes tables without sides', () => {
    const page = matchPage();
    page.playerMapStats = page.playerMapStats.filter((row) => row.side === 'both');
    page.seriesPlayerStats = page.seriesPlayerStats.filter((row) => row.side === 'both');
    expect(checkPage('match', page)).toEqual([]);
  });

  it('takes six players on a map and softly notes the one who was not announced', () => {
    const page = matchPage();
    const quiet = { kills: 0, deaths: 0, kast: null, roundSwing: 0 };
    for (const side of ['both', 'ct', 't'] as const) {
      const row = { ...page.playerMapStats[0]!, ...quiet, playerId: 106, side };
      page.playerMapStats.push(row);
      page.seriesPlayerStats.push(row);
    }
    const found = checkPage('match', page).map(({ rule, severity }) => [rule, severity]);
    expect(found).toEqual([['match/line-up-played', 'soft']]);
  });

  it('takes fewer deaths than kills softly where a table has fewer than five players', () => {
    const page = matchPage();
    page.playerMapStats = page.playerMapStats.filter((row) => row.playerId !== 105);
    page.seriesPlayerStats = page.seriesPlayerStats.filter((row) => row.playerId !== 105);
    const found = checkPage('match', page).filter((finding) => finding.rule === 'match/deaths-cover-kills');
    expect(found.map((finding) => finding.severity)).toEqual(['soft', 'soft', 'soft']);
  });

  it('notes all-maps sums softly while a played map has no tables', () => {
    const page = matchPage();
    page.playerMapStats = page.playerMapStats.filter((row) => row.mapNumber !== 3);
    const found = checkPage('match', page).filter((finding) => finding.rule === 'match/maps-add-up');
    expect(new Set(found.map((finding) => finding.severity))).toEqual(new Set(['soft']));
  });

  it('softens score rules when the page has a note', () => {
    const page = matchPage();
    page.maps[0]!.team1CtRounds = 9;
    const severities = () =>
      checkPage('match', page)
        .filter((finding) => finding.rule === 'match/half-scores-add-up')
        .map((finding) => finding.severity);
    expect(severities()).toEqual(['hard']);
    for (const note of ['Alpha Wolves receive a technical win', 'Alpha Wolves получают техническую победу']) {
      page.note = note;
      expect(severities()).toEqual(['soft']);
    }
  });

  it.each([
    ['a map won beforehand, which the list does not have', [2, 0], 'soft'],
    ['more maps than a complete list has', [3, 1], 'hard'],
    ['fewer maps than the list has', [1, 1], 'hard'],
  ])('compares the header of a series with the list: %s', (what, header, severity) => {
    const page = what.startsWith('a map won') ? shortened(3, 1) : matchPage();
    [page.team1HeaderScore, page.team2HeaderScore] = header as [number, number];
    [page.team1MapsWon, page.team2MapsWon] = [1, 0];
    const found = checkPage('match', page).filter((finding) => finding.rule === 'match/header-score');
    expect(found.map((finding) => finding.severity)).toEqual([severity]);
  });

  it('takes maps won in the header of a best of one softly', () => {
    const page = shortened(1, 1);
    Object.assign(page, { team1HeaderScore: 1, team2HeaderScore: 0, team1MapsWon: 1, team2MapsWon: 0 });
    expect(checkPage('match', page).map(({ rule, severity }) => [rule, severity])).toEqual([
      ['match/header-score', 'soft'],
    ]);
  });

  it.each(['Alpha Wolves против Bravo Foxes на Example Cup 1', 'Alpha Bears vs. Bravo Foxes at Example Cup 1', 'HLTV'])(
    'keeps a page with another title: %s',
    (title) => {
      const found = checkPage('match', { ...matchPage(), title });
      expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([['match/title', 'soft']]);
    },
  );

  it('knows nothing of the slugs of names in other scripts', () => {
    const page = matchPage();
    page.team1Name = 'Волки';
    page.title = 'Волки vs. Bravo Foxes at Example Cup 1 | HLTV.org';
    page.maps[0]!.mapStatsPath = '/stats/matches/mapstatsid/300001/bravo-foxes-vs-volki';
    expect(checkPage('match', page)).toEqual([]);
  });

  it('takes names whose blanks are doubled in the title', () => {
    const page = matchPage();
    page.title = ' Alpha  Wolves vs. Bravo Foxes  at Example Cup 1 | HLTV.org';
    expect(checkPage('match', page)).toEqual([]);
  });

  it('names the map in its findings', () => {
    const page = matchPage();
    page.maps[1]!.team2TRounds = 8;
    page.playerMapStats.find((row) => row.mapNumber === 3)!.kast = 120;
    const numbers = checkPage('match', page).map(({ rule, mapNumber }) => [rule, mapNumber]);
    expect(numbers).toContainEqual(['match/half-scores-add-up', 2]);
    expect(numbers).toContainEqual(['match/kast-is-a-percentage', 3]);
    expect(page.team2Id).toBe(TEAM_2.teamId);
  });
});
