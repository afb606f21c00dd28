import type { MatchPage } from '../page-records.ts';
import { differs, plainName, scoresDiffer, scoreText } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { hard, type Rule, soft } from './rule.ts';

/** A score of the two teams; null where the page does not show it. */
type Score = [team1: number | null, team2: number | null];

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

function headerScore(page: MatchPage): Score {
  return [page.team1HeaderScore, page.team2HeaderScore];
}
function mapsWon(page: MatchPage): Score {
  return [page.team1MapsWon, page.team2MapsWon];
}

function mapsWonInList(page: MatchPage): [team1: number, team2: number] {
  const won = (teamId: number | null) => page.maps.filter((map) => map.winnerTeamId === teamId).length;
  return [page.team1Id === null ? 0 : won(page.team1Id), page.team2Id === null ? 0 : won(page.team2Id)];
}

/** What the header shows of the list: maps won, in a best of one the rounds of the map. */
function scoreForHeader(page: MatchPage): Score {
  if (page.bestOf !== 1) return mapsWonInList(page);
  const [only] = page.maps;
  return [only?.team1Rounds ?? null, only?.team2Rounds ?? null];
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

/** The team that won more maps; null for a draw. */
function leaderOf({ team1MapsWon, team2MapsWon, team1Id, team2Id }: MatchPage): number | null {
  if (team1MapsWon === team2MapsWon) return null;
  return Number(team1MapsWon) > Number(team2MapsWon) ? team1Id : team2Id;
}

function mostMapsWon({ team1MapsWon, team2MapsWon }: MatchPage): number | null {
  return team1MapsWon === null || team2MapsWon === null ? null : Math.max(team1MapsWon, team2MapsWon);
}

/** The played maps that have a winner, with the rounds of the winner and of the other team. */
function listWins({ maps, team1Id }: MatchPage) {
  return maps.flatMap(({ mapNumber, state, winnerTeamId, team1Rounds, team2Rounds }) => {
    if (state !== 'played' || winnerTeamId === null || team1Rounds === null || team2Rounds === null) return [];
    const [won, lost] = winnerTeamId === team1Id ? [team1Rounds, team2Rounds] : [team2Rounds, team1Rounds];
    return [{ mapNumber, winnerTeamId, won, lost, score: [team1Rounds, team2Rounds] }];
  });
}

function titleOf({ team1Name, team2Name, eventName }: MatchPage): string | null {
  const isKnown = team1Name !== null && team2Name !== null && eventName !== null;
  return isKnown ? `${team1Name} vs. ${team2Name} at ${eventName}` : null;
}

/** Rules of the series as a whole: number of maps, header score, winner, title. */
export const SERIES_RULES: Rule<MatchPage>[] = [
  soft('match/maps-as-planned', {
    statement: 'A best of N lists N maps, a full forfeit at least one; not checked for deleted and postponed matches.',
    skipIf: ({ isForfeit, status }) => !isForfeit && (status === 'deleted' || status === 'postponed'),
    holds({ isForfeit, bestOf, maps: { length } }) {
      return isForfeit ? length >= 1 && length <= (bestOf ?? length) : !differs(bestOf, length);
    },
    expected: ({ isForfeit, bestOf }) =>
      isForfeit ? `1 to ${bestOf} maps in a forfeited best of ${bestOf}` : `${bestOf} maps`,
    seen: ({ maps }) => String(maps.length),
  }),
  // A team may start one map ahead, maps may have no score, and a best of one may show maps instead of rounds.
  hard('match/header-score', {
    statement:
      'The header shows maps won, in a best of one rounds; soft with a note and where the map list is shorter.',
    downgradeIf: (page) => hasNote(page) || isClosedByHeader(page) || isHeaderAhead(page) || hasIssues(page, 'maps'),
    same: (page) => [scoreForHeader(page), headerScore(page)],
    differ: scoresDiffer,
    text: scoreText,
    expected: (score, { bestOf }) => `${scoreText(score)}, ${bestOf === 1 ? 'the score of the map' : 'the maps won'}`,
  }),
  soft('match/maps-won', {
    statement: 'The maps won of a finished match are those of the map list.',
    skipIf: ({ status }) => status !== 'finished',
    same: (page) => [mapsWonInList(page), mapsWon(page)],
    differ: scoresDiffer,
    text: scoreText,
    expected: (score) => `${scoreText(score)}, the maps of the list`,
  }),
  soft('match/winner-has-more-maps', {
    statement: 'The winner of the match won more maps than the other team; a draw has none.',
    skipIf: (page) => mapsWon(page).includes(null) || (page.status !== 'finished' && page.winnerTeamId === null),
    holds: (page) => page.winnerTeamId === leaderOf(page),
    expected: (page) => `winner ${leaderOf(page) ?? 'none'} with ${scoreText(mapsWon(page))} maps`,
    seen: ({ winnerTeamId }) => String(winnerTeamId ?? 'none'),
  }),
  soft('match/map-winner-has-more-rounds', {
    statement: 'The winner of a played map has more rounds than the other team.',
    each: listWins,
    holds: ({ won, lost }) => won > lost,
    expected: ({ winnerTeamId }) => `more rounds for the winner, team ${winnerTeamId}`,
    seen: ({ score }) => scoreText(score),
  }),
  soft('match/majority-wins', {
    statement: 'In a best of an odd N the winner has more than half of N maps; not in a full forfeit.',
    skipIf: ({ status, isForfeit, bestOf }) => status !== 'finished' || isForfeit || (bestOf ?? 0) % 2 === 0,
    same: (page) => [Math.ceil((page.bestOf ?? 0) / 2), mostMapsWon(page)],
    expected: (maps, { bestOf }) => `a winner with ${maps} maps in a best of ${bestOf}`,
    seen: (_, page) => scoreText(mapsWon(page)),
  }),
  soft('match/forfeit-has-one-winner', {
    statement: 'A full forfeit is no map played and one map won by one team alone.',
    skipIf: ({ isForfeit }) => !isForfeit,
    each: (page) => [
      {
        played: page.maps.filter((map) => map.state === 'played').length,
        winners: mapsWonInList(page).filter((maps) => maps > 0).length,
      },
    ],
    holds: ({ played, winners }) => played === 0 && winners === 1,
    expected: () => 'no played map and one team with forfeited maps',
    seen: ({ played, winners }) => `${played} played, ${winners} teams with maps`,
  }),
  soft('match/title', {
    statement: 'The title holds "<team 1> vs. <team 2> at <event>"; teams and events are renamed, titles translated.',
    same: (page) => [titleOf(page), page.title],
    differ: (expected, title) => expected !== null && title !== null && !plainName(title).includes(plainName(expected)),
  }),
];
