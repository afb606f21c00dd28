import type { ListingEntry, MatchPage } from '../page-records.ts';
import { isOther, isOtherName } from './comparing.ts';
import { type Mismatch, mismatchIf, type Rule, rule } from './rule.ts';

type Subject = { entry: ListingEntry; page: MatchPage };

function compareScores({ entry, page }: Subject): Mismatch[] {
  const { team1HeaderScore, team2HeaderScore } = page;
  const isWrong = isOther(entry.team1Score, team1HeaderScore) || isOther(entry.team2Score, team2HeaderScore);
  return mismatchIf(isWrong, () => ({
    expected: `${entry.team1Score} - ${entry.team2Score}`,
    seen: `${team1HeaderScore} - ${team2HeaderScore}`,
  }));
}

function compareNames({ entry, page }: Subject): Mismatch[] {
  const isWrong = isOtherName(entry.team1Name, page.team1Name) || isOtherName(entry.team2Name, page.team2Name);
  return mismatchIf(isWrong, () => ({
    expected: `${entry.team1Name} - ${entry.team2Name}`,
    seen: `${page.team1Name} - ${page.team2Name}`,
  }));
}

/** `bo3` is a best of three, `def` says nothing of the format, any other text is the map of a best of one. */
function compareFormats({ entry, page }: Subject): Mismatch[] {
  if (entry.isForfeit !== false || entry.format === null) return [];
  const announced = /^bo(\d+)$/i.exec(entry.format)?.[1];
  const expected = announced === undefined ? 1 : Number(announced);
  return mismatchIf(isOther(expected, page.bestOf), () => ({
    expected: `best of ${expected} (${entry.format})`,
    seen: `best of ${page.bestOf}`,
  }));
}

const PAGE = 'match' as const;

export const LISTING_COMPARISON: Rule<Subject>[] = [
  rule({
    name: 'match/id-of-the-listing',
    severity: 'hard',
    page: PAGE,
    statement: 'The match id of the page is that of its listing entry.',
    compare: ({ entry, page }) =>
      mismatchIf(entry.matchId !== page.matchId, () => ({
        expected: `match ${entry.matchId}`,
        seen: `match ${page.matchId}`,
      })),
  }),
  rule({
    name: 'match/score-of-the-listing',
    severity: 'soft',
    page: PAGE,
    statement: 'The header shows the score of the listing; a full forfeit has none.',
    compare: compareScores,
  }),
  rule({
    name: 'match/teams-of-the-listing',
    severity: 'soft',
    page: PAGE,
    statement: 'Both pages name the same teams in the same order; teams rename themselves.',
    compare: compareNames,
  }),
  rule({
    name: 'match/event-of-the-listing',
    severity: 'soft',
    page: PAGE,
    statement: 'Both pages name the same event.',
    compare: ({ entry, page }) =>
      mismatchIf(isOtherName(entry.eventName, page.eventName), () => ({
        expected: String(entry.eventName),
        seen: String(page.eventName),
      })),
  }),
  rule({
    name: 'match/format-of-the-listing',
    severity: 'soft',
    page: PAGE,
    statement: 'The listing shows the best of N, or the map of a best of one; a forfeit shows neither.',
    compare: compareFormats,
  }),
  rule({
    name: 'match/forfeit-of-the-listing',
    severity: 'soft',
    page: PAGE,
    statement: 'A match listed as forfeited is a full forfeit on its page, and the other way round.',
    compare: ({ entry, page }) =>
      mismatchIf(isOther(entry.isForfeit, page.isForfeit), () => ({
        expected: entry.isForfeit ? 'a full forfeit' : 'a match that was played',
        seen: page.isForfeit ? 'a full forfeit' : 'a match that was played',
      })),
  }),
  rule({
    name: 'match/ends-after-its-start',
    severity: 'soft',
    page: PAGE,
    statement: 'The end in the listing is after the start on the page; matches sometimes start before schedule.',
    compare: ({ entry, page }) =>
      mismatchIf(entry.endedAtMs !== null && entry.endedAtMs <= page.startedAtMs, () => ({
        expected: `an end after ${page.startedAtMs}`,
        seen: String(entry.endedAtMs),
      })),
  }),
];
