import type { MatchPage } from '../page-records.ts';
import { differs, plainName } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';

/**
 * The page has a line with two stars: rulings, substitutions, technical remarks. Scores may then differ from the rounds
 * that were played.
 */
export function hasNote(page: MatchPage): boolean {
  return page.note !== null;
}

/** A field in this list of the page was unreadable: rows are withheld or values are NULL. */
export function hasIssues({ issues = [] }: MatchPage, list: string): boolean {
  return issues.some(({ field }) => field.startsWith(list));
}

/** Rules of the series as a whole: number of maps, header score, winner, title. */
export const SERIES_RULES: Rule<MatchPage>[] = [
  soft({
    name: 'match/maps-as-planned',
    statement: 'A best of N lists N maps, a full forfeit at least one; not asked of deleted and postponed matches.',
    compare: compareMapCount,
  }),
  // A team may start one map ahead, maps may have no score, and a best of one may show maps instead of rounds.
  hard({
    name: 'match/header-score',
    statement:
      'The header shows maps won, in a best of one rounds; soft with a note and where the map list is shorter.',
    compare: compareHeader,
    downgradeIf: (page) => hasNote(page) || isClosedByHeader(page) || isHeaderAhead(page) || hasIssues(page, 'maps'),
  }),
  soft({
    name: 'match/maps-won',
    statement: 'The maps won of a finished match are those of the map list.',
    compare: compareMapsWon,
  }),
  soft({
    name: 'match/winner-has-more-maps',
    statement: 'The winner of the match won more maps than the other team; a draw has none.',
    compare: compareWinner,
  }),
  soft({
    name: 'match/map-winner-has-more-rounds',
    statement: 'The winner of a played map has more rounds than the other team.',
    compare: compareMapWinners,
  }),
  soft({
    name: 'match/majority-wins',
    statement: 'In a best of an odd N the winner has more than half of N maps; not in a full forfeit.',
    compare: compareMajority,
  }),
  soft({
    name: 'match/forfeit-has-one-winner',
    statement: 'A full forfeit is no map played and one map won by one team alone.',
    compare: compareForfeit,
  }),
  soft({
    name: 'match/title',
    statement: 'The title holds "<team 1> vs. <team 2> at <event>"; teams and events are renamed, titles translated.',
    compare: compareTitle,
  }),
];

function compareMapCount(page: MatchPage): Mismatch[] {
  const count = page.maps.length;
  if (page.isForfeit) {
    return mismatchIf(count < 1 || count > (page.bestOf ?? count), () => ({
      expected: `1 to ${page.bestOf} maps in a forfeited best of ${page.bestOf}`,
      seen: String(count),
    }));
  }
  if (page.status === 'deleted' || page.status === 'postponed') return [];
  return mismatchIf(differs(page.bestOf, count), () => ({ expected: `${page.bestOf} maps`, seen: String(count) }));
}

function mapsWonInList(page: MatchPage): [number, number] {
  const won = (teamId: number | null) => page.maps.filter((map) => map.winnerTeamId === teamId).length;
  return [page.team1Id === null ? 0 : won(page.team1Id), page.team2Id === null ? 0 : won(page.team2Id)];
}

function compareHeader(page: MatchPage): Mismatch[] {
  const { team1HeaderScore, team2HeaderScore } = page;
  if (team1HeaderScore === null || team2HeaderScore === null) return [];
  const [only] = page.maps;
  if (page.bestOf === 1) {
    if (only === undefined || only.team1Rounds === null || only.team2Rounds === null) return [];
    return comparePairs(
      'the score of the map',
      [only.team1Rounds, only.team2Rounds],
      [team1HeaderScore, team2HeaderScore],
    );
  }
  return comparePairs('the maps won', mapsWonInList(page), [team1HeaderScore, team2HeaderScore]);
}

/** The header counts more maps than an incomplete list, or maps instead of rounds in a best of one. */
function isHeaderAhead(page: MatchPage): boolean {
  const { bestOf, maps, team1HeaderScore, team2HeaderScore } = page;
  const [left, right] = mapsWonInList(page);
  if (bestOf === null) return true;
  if (bestOf === 1) return (team1HeaderScore === left && team2HeaderScore === right) || maps.some(isAwarded);
  return maps.length < bestOf && (team1HeaderScore ?? 0) >= left && (team2HeaderScore ?? 0) >= right;
}

/** Old and badly covered matches have maps without a score, so the header counts more wins than the list. */
function isClosedByHeader(page: MatchPage): boolean {
  const { team1MapsWon, team2MapsWon, team1HeaderScore, team2HeaderScore } = page;
  const isHeader = team1MapsWon === team1HeaderScore && team2MapsWon === team2HeaderScore;
  const won = page.bestOf === 1 ? [0, 0] : mapsWonInList(page);
  const added = (team1MapsWon ?? 0) - (won[0] ?? 0) + (team2MapsWon ?? 0) - (won[1] ?? 0);
  const unscored = page.maps.filter(({ state }) => state === 'unplayed').length;
  const isOneWithoutScore = page.bestOf === 1 && unscored === page.maps.length;
  return isOneWithoutScore || (isHeader && page.bestOf !== 1 && added <= unscored);
}

function compareMapsWon(page: MatchPage): Mismatch[] {
  if (page.status !== 'finished' || page.team1MapsWon === null || page.team2MapsWon === null) return [];
  return comparePairs('the maps of the list', mapsWonInList(page), [page.team1MapsWon, page.team2MapsWon]);
}

function comparePairs(what: string, expected: [number, number], seen: [number, number]): Mismatch[] {
  return mismatchIf(expected[0] !== seen[0] || expected[1] !== seen[1], () => ({
    expected: `${expected[0]}:${expected[1]}, ${what}`,
    seen: `${seen[0]}:${seen[1]}`,
  }));
}

function compareWinner(page: MatchPage): Mismatch[] {
  const { team1MapsWon, team2MapsWon, winnerTeamId } = page;
  if (team1MapsWon === null || team2MapsWon === null) return [];
  if (page.status !== 'finished' && winnerTeamId === null) return [];
  const leader = team1MapsWon > team2MapsWon ? page.team1Id : page.team2Id;
  const expected = team1MapsWon === team2MapsWon ? null : leader;
  return mismatchIf(expected !== winnerTeamId, () => ({
    expected: `winner ${expected ?? 'none'} with ${team1MapsWon}:${team2MapsWon} maps`,
    seen: String(winnerTeamId ?? 'none'),
  }));
}

function compareMapWinners(page: MatchPage): Mismatch[] {
  return page.maps.flatMap(({ mapNumber, state, team1Rounds, team2Rounds, winnerTeamId }) => {
    if (state !== 'played' || winnerTeamId === null || team1Rounds === null || team2Rounds === null) return [];
    const isRight = winnerTeamId === page.team1Id ? team1Rounds > team2Rounds : team2Rounds > team1Rounds;
    const expected = `more rounds for the winner, team ${winnerTeamId}`;
    return mismatchIf(!isRight, () => ({ expected, seen: `${team1Rounds}:${team2Rounds}`, mapNumber }));
  });
}

function compareMajority(page: MatchPage): Mismatch[] {
  const { bestOf } = page;
  if (page.status !== 'finished' || page.isForfeit || bestOf === null || bestOf % 2 === 0) return [];
  if (page.team1MapsWon === null || page.team2MapsWon === null) return [];
  const needed = Math.ceil(bestOf / 2);
  const max = Math.max(page.team1MapsWon, page.team2MapsWon);
  return mismatchIf(max !== needed, () => ({
    expected: `a winner with ${needed} maps in a best of ${bestOf}`,
    seen: `${page.team1MapsWon}:${page.team2MapsWon}`,
  }));
}

function compareForfeit(page: MatchPage): Mismatch[] {
  if (!page.isForfeit) return [];
  const played = page.maps.filter((map) => map.state === 'played').length;
  const winners = mapsWonInList(page).filter((maps) => maps > 0).length;
  return mismatchIf(played > 0 || winners !== 1, () => ({
    expected: 'no played map and one team with forfeited maps',
    seen: `${played} played, ${winners} teams with maps`,
  }));
}

function compareTitle(page: MatchPage): Mismatch[] {
  if (page.title === null || page.team1Name === null || page.team2Name === null || page.eventName === null) return [];
  const expected = `${page.team1Name} vs. ${page.team2Name} at ${page.eventName}`;
  const { title } = page;
  return mismatchIf(!plainName(title).includes(plainName(expected)), () => ({ expected, seen: title }));
}
