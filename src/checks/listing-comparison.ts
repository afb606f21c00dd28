import type { ListingEntry, MatchPage } from '../page-records.ts';
import { differs, namesDiffer } from './comparing.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { anyOf, sameValue } from './shared-values.ts';

type ListedMatchPage = { entry: ListingEntry; page: MatchPage };

const pairText = ([left, right]: readonly unknown[]): string => `${left} - ${right}`;

/** `bo3` is a best of three, `def` gives no format, any other text is the map of a best of one. */
function compareFormats({ entry, page }: ListedMatchPage): Mismatch[] {
  if (entry.isForfeit !== false || entry.format === null) return [];
  const announced = /^bo(\d+)$/i.exec(entry.format)?.[1];
  const expected = announced === undefined ? 1 : Number(announced);
  return mismatchIf(differs(expected, page.bestOf), () => ({
    expected: `best of ${expected} (${entry.format})`,
    seen: `best of ${page.bestOf}`,
  }));
}

export const LISTING_COMPARISON: Rule<ListedMatchPage>[] = [
  hard(
    'match/id-of-the-listing',
    'The match id of the page is that of its listing entry.',
    sameValue(
      ({ entry, page }) => [entry.matchId, page.matchId],
      (matchId) => `match ${matchId}`,
    ),
  ),
  soft(
    'match/score-of-the-listing',
    'The header shows the score of the listing; a full forfeit has none.',
    sameValue(
      ({ entry, page }) => [
        [entry.team1Score, entry.team2Score],
        [page.team1HeaderScore, page.team2HeaderScore],
      ],
      pairText,
      anyOf(differs),
    ),
  ),
  soft(
    'match/teams-of-the-listing',
    'Both pages name the same teams in the same order; teams rename themselves.',
    sameValue(
      ({ entry, page }) => [
        [entry.team1Name, entry.team2Name],
        [page.team1Name, page.team2Name],
      ],
      pairText,
      anyOf(namesDiffer),
    ),
  ),
  soft(
    'match/event-of-the-listing',
    'Both pages name the same event.',
    sameValue(({ entry, page }) => [entry.eventName, page.eventName], String, namesDiffer),
  ),
  soft(
    'match/format-of-the-listing',
    'The listing shows the best of N, or the map of a best of one; a forfeit shows neither.',
    compareFormats,
  ),
  soft(
    'match/forfeit-of-the-listing',
    'A match listed as forfeited is a full forfeit on its page, and the other way round.',
    sameValue(
      ({ entry, page }) => [entry.isForfeit, page.isForfeit],
      (isForfeit) => (isForfeit ? 'a full forfeit' : 'a match that was played'),
    ),
  ),
  soft(
    'match/ends-after-its-start',
    'The end in the listing is after the start on the page; matches sometimes start before schedule.',
    ({ entry, page }) =>
      mismatchIf(entry.endedAtMs !== null && entry.endedAtMs <= page.startedAtMs, () => ({
        expected: `an end after ${page.startedAtMs}`,
        seen: String(entry.endedAtMs),
      })),
  ),
];
