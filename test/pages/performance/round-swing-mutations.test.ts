import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withheldRounds } from '../../../src/assembly/swing-beside-map-stats.ts';
import { areSwingsConsistent } from '../../../src/assembly/swing-sums.ts';
import { checkPage } from '../../../src/checks/check-page.ts';
import { NoDataError, ParseError } from '../../../src/errors.ts';
import type { PerformancePage } from '../../../src/page-records.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import { PAGE_ID, performancePageHtml } from '../../helpers/performance-page.ts';
import { inventedMap, renderSection } from '../../helpers/round-swing.ts';
import { MUTATIONS, type MutationName, mutate } from '../mutations.ts';

/** How many changes are tried here; more are tried by hand with MUTATIONS=5000. */
const RUNS = Number(process.env.MUTATIONS ?? 100);
const SEED = Number(process.env.MUTATION_SEED ?? 20_261_126);

const map = inventedMap();
const html = performancePageHtml(map, renderSection(map, { copies: 3 }));

function parsed(text: string): PerformancePage | null {
  try {
    return PAGES.performance.parse(text, { id: PAGE_ID });
  } catch (error) {
    if (error instanceof ParseError || error instanceof NoDataError) return null;
    throw error;
  }
}

/** What would be stored, by round and event. */
function storedRows(page: PerformancePage) {
  const withheld = withheldRounds(page, null);
  const keyOf = ({ roundNumber, eventNumber }: { roundNumber: number; eventNumber: number }) =>
    `${roundNumber} ${eventNumber}`;
  const rows = (page.roundSwing?.events ?? []).filter(({ roundNumber }) => !withheld.has(roundNumber));
  const events = new Map(rows.map((event) => [keyOf(event), event]));
  const all = areSwingsConsistent(page) ? (page.roundSwing?.swings ?? []) : [];
  const swings = all.filter((swing) => events.has(keyOf(swing)));
  return {
    events,
    swings: new Map(swings.map((each) => [`${keyOf(each)} ${each.playerId}`, each.swing])),
  };
}

const original = parsed(html);
if (original === null) throw new Error('the page is not read');
const TRUTH = storedRows(original);
const findingsOf = (page: PerformancePage): string => JSON.stringify(checkPage('performance', page));
const BEFORE = findingsOf(original);

/** What is stored of a changed page and is not true; a type or an id that is not clear may be null. */
function falseRows(page: PerformancePage): string[] {
  const { events, swings } = storedRows(page);
  const wrongEvents = [...events].filter(([key, event]) => {
    const { type, playerId, victimId, ...rest } = event;
    const truth = TRUTH.events.get(key);
    if (truth === undefined) return true;
    const { type: trueType, playerId: truePlayer, victimId: trueVictim, ...trueRest } = truth;
    const isUnclear = (seen: unknown, expected: unknown) => seen === null || seen === expected;
    const isNamed = isUnclear(type, trueType) && isUnclear(playerId, truePlayer) && isUnclear(victimId, trueVictim);
    return !isNamed || JSON.stringify(rest) !== JSON.stringify(trueRest);
  });
  const wrongSwings = [...swings].filter(([key, swing]) => !/null/.test(key) && TRUTH.swings.get(key) !== swing);
  return [...wrongEvents, ...wrongSwings].map((row) => JSON.stringify(row));
}

/** Rows that are gone, with the same findings as before. */
function isSilentlyLess(page: PerformancePage): boolean {
  const { events, swings } = storedRows(page);
  const isLess = events.size < TRUTH.events.size || swings.size < TRUTH.swings.size;
  return page.roundSwing !== undefined && isLess && findingsOf(page) === BEFORE;
}

it('a changed section stores what is true, or nothing and says so', () => {
  const draw = fc.record({ place: fc.nat(1_000_000), detail: fc.nat(1_000_000) });
  const property = fc.property(fc.constantFrom<MutationName>(...MUTATIONS), draw, (name, drawn) => {
    const mutation = mutate(html, name, drawn);
    const page = parsed(mutation.html);
    if (page === null) return;
    expect(falseRows(page), mutation.what).toEqual([]);
    expect(isSilentlyLess(page), `${mutation.what} loses rows without a finding`).toBe(false);
  });
  fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
}, 600_000);
