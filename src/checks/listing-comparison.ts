import type { ListingEntry, MatchPage } from '../page-records.ts';
import { anyOf, differs, namesDiffer } from './comparing.ts';
import { hard, type Rule, soft } from './rule.ts';

function pairText([left, right]: readonly unknown[]): string {
  return `${left} - ${right}`;
}

/** `bo3` is a best of three, any other text is the map of a best of one. */
function bestOfFormat(format: string | null): number {
  const announced = /^bo(\d+)$/i.exec(format ?? '')?.[1];
  return announced === undefined ? 1 : Number(announced);
}

export const LISTING_COMPARISON: Rule<{ entry: ListingEntry; page: MatchPage }>[] = [
  hard('match/id-of-the-listing', {
    statement: 'The match id of the page is that of its listing entry.',
    same: ({ entry, page }) => [entry.matchId, page.matchId],
    text: (matchId) => `match ${matchId}`,
  }),
  soft('match/score-of-the-listing', {
    statement: 'The header shows the score of the listing; a full forfeit has none.',
    same: ({ entry, page }) => [
      [entry.team1Score, entry.team2Score],
      [page.team1HeaderScore, page.team2HeaderScore],
    ],
    differ: anyOf(differs),
    text: pairText,
  }),
  soft('match/teams-of-the-listing', {
    statement: 'Both pages name the same teams in the same order; teams rename themselves.',
    same: ({ entry, page }) => [
      [entry.team1Name, entry.team2Name],
      [page.team1Name, page.team2Name],
    ],
    differ: anyOf(namesDiffer),
    text: pairText,
  }),
  soft('match/event-of-the-listing', {
    statement: 'Both pages name the same event.',
    same: ({ entry, page }) => [entry.eventName, page.eventName],
    differ: namesDiffer,
  }),
  soft('match/format-of-the-listing', {
    statement: 'The listing shows the best of N, or the map of a best of one; a forfeit shows neither.',
    skipIf: ({ entry }) => entry.isForfeit !== false || entry.format === null,
    same: ({ entry, page }) => [bestOfFormat(entry.format), page.bestOf],
    expected: (bestOf, { entry }) => `best of ${bestOf} (${entry.format})`,
    seen: (bestOf) => `best of ${bestOf}`,
  }),
  soft('match/forfeit-of-the-listing', {
    statement: 'A match listed as forfeited is a full forfeit on its page, and the other way round.',
    same: ({ entry, page }) => [entry.isForfeit, page.isForfeit],
    text: (isForfeit) => (isForfeit ? 'a full forfeit' : 'a match that was played'),
  }),
  soft('match/ends-after-its-start', {
    statement: 'The end in the listing is after the start on the page; matches sometimes start before schedule.',
    holds: ({ entry, page }) => entry.endedAtMs === null || entry.endedAtMs > page.startedAtMs,
    expected: ({ page }) => `an end after ${page.startedAtMs}`,
    seen: ({ entry }) => String(entry.endedAtMs),
  }),
];
