import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPage } from '../../../src/checks/check-page.ts';
import { ParseError } from '../../../src/errors.ts';
import type { MatchPage } from '../../../src/page-records.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import { type Difference, differences } from '../differences.ts';
import { type Draw, MUTATIONS, mutate } from '../mutations.ts';
import { type Subject, subjects } from '../outcomes.ts';

/** How many changes are tried here; more are tried by hand: `MUTATIONS=5000 npx vitest run test/pages/match-losses`. */
const RUNS = Number(process.env.MUTATIONS ?? 60);
const SEED = Number(process.env.MUTATION_SEED ?? 20_261_125);

const matches = subjects.filter(({ kind }) => kind === 'match');

/** Lists that a page may lack altogether: coverage watches them. */
const LISTS = ['playerMapStats', 'seriesPlayerStats', 'lineups'] as const;
/** Values that pages have whenever they have the rows; flags and full names are not among them. */
const VALUES =
  /^(?:(?:playerMapStats|seriesPlayerStats)\[[^\]]*\](?:\.(?!country).*)?|lineups\[[^\]]*\]|maps\[[^\]]*\](?:\.(?:team[12]Rounds|winnerTeamId|mapStatsId))?|event\w+|bestOf|team[12](?:HeaderScore|MapsWon|Id|Name))$/;

function parsed({ id }: Subject, html: string): MatchPage | null {
  try {
    return PAGES.match.parse(html, { id });
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function lostIn(record: Record<string, unknown>, after: MatchPage): Difference[] {
  const gone = LISTS.filter((list) => after[list].length === 0);
  return differences(record, after).filter(
    ({ path, after: now }) =>
      (now === null || now === undefined) && VALUES.test(path) && !gone.some((list) => path.startsWith(list)),
  );
}

it('a match page loses no row and no value without a finding', { timeout: 3_600_000 }, () => {
  const draw: fc.Arbitrary<Draw> = fc.record({ place: fc.nat(1_000_000), detail: fc.nat(1_000_000) });
  const property = fc.property(
    fc.constantFrom(...matches.keys()),
    fc.constantFrom(...MUTATIONS.filter((name) => name !== 'truncate')),
    draw,
    (index, name, drawn) => {
      const subject = matches[index];
      if (subject === undefined) return;
      const { what, html, introduced } = mutate(subject.html, name, drawn);
      const after = parsed(subject, html);
      // The site itself writes a dash for a value that it does not have.
      if (after === null || introduced.includes('-') || checkPage('match', after).length > 0) return;
      expect(lostIn(subject.record, after), what).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
});
