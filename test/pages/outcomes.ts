import { checkPage } from '../../src/checks/check-page.ts';
import { NoDataError, ParseError } from '../../src/errors.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { type Difference, differences } from './differences.ts';
import { type Mutation, unchanged } from './mutations.ts';

const world = createWorld({ seed: 11, matches: 130, pageSize: 12 });

export type Subject = { kind: PageKind; id: number; html: string; record: Record<string, unknown> };

const SOURCES: [PageKind, string, 'E18' | null][] = [
  ['match', 'bo1', null],
  ['match', 'bo3-2-1', null],
  ['match', 'bo3-overtime-1', null],
  ['match', 'partial-forfeit-bo3', null],
  ['match', 'e22-layout', null],
  ['match', 'mr15', 'E18'],
  ['match', 'upcoming', null],
  ['map-stats', 'bo3-overtime-1', null],
  ['map-stats', 'mr15', null],
  ['map-stats', 'e22-layout', null],
  ['performance', 'bo1', null],
  ['performance', 'e22-layout', null],
  ['economy', 'bo1', null],
  ['economy', 'economy-tables-only', null],
  ['results', '', null],
];

function subjectOf([kind, from, layout]: (typeof SOURCES)[number]): Subject {
  const match = kind === 'results' ? null : world.caseMatch(from);
  const id = match === null ? 0 : kind === 'match' ? match.matchId : (match.maps[0]?.mapStatsId ?? 0);
  const html = unchanged(renderPage(world, { kind, id, size: 'bare', ...(layout && { layout }) }));
  return { kind, id, html, record: PAGES[kind].parse(html, { id }) };
}

/** Rendered pages of every kind and layout, with what they say unchanged. */
export const subjects = SOURCES.map(subjectOf);

/** Values that follow from others: winners, picks, counts, sides, buy types, states. */
const DERIVED =
  /(?:winnerTeamId|MapsWon|isForfeit|pickedByTeamId|pickMarkerTeamId|state|side|winnerSide|buyType|hasNext|rowCount|ratingVersion|mapStatsPath|url|teamId|stars|scoreboards|outcome|won|played|offset)$/;

/** Texts and numbers that a changed value may have: those the change brought in, those a move brought from elsewhere. */
type Sources = { introduced: string[]; known: Set<string> };

/** A loss, a value with a source, a row made of such values, one that follows from others, or a thing named unknown. */
function isExplained({ path, before, after }: Difference, sources: Sources): boolean {
  if (after === null || after === undefined || DERIVED.test(path) || /^(?:unknowns|issues|unreadableRows)/.test(path)) {
    return true;
  }
  if (typeof after === 'object') {
    return Object.values(after).every((value) => isExplained({ path, before: null, after: value }, sources));
  }
  return sources.known.has(`${after}`) || isIntroduced(before, after, sources.introduced);
}

function isIntroduced(before: unknown, after: unknown, introduced: string[]): boolean {
  if (typeof after === 'number') {
    const numbers = introduced.flatMap((part) => part.match(/\d+(?:\.\d+)?/g) ?? []);
    return numbers.some((number) => Number(number) === Math.abs(after));
  }
  const text = `${after}`;
  const isPart = typeof before === 'string' && before.includes(text);
  return isPart || introduced.some((part) => part !== '' && (text.includes(part) || part.includes(text)));
}

function leavesOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [`${value}`];
}

/** What became of a changed page. Anything but `GOOD` is a silent mistake. */
export function outcomeOf({ kind, id, record }: Subject, mutation: Mutation): string {
  let after: Record<string, unknown>;
  try {
    after = PAGES[kind].parse(mutation.html, { id });
  } catch (error) {
    if (error instanceof ParseError && error.field !== '' && error.seen !== '') {
      return 'parse error';
    }
    return error instanceof NoDataError ? 'no data' : `unnamed error: ${error}`;
  }
  const found = differences(record, after);
  if (found.length === 0) {
    return 'same';
  }
  if (checkPage(kind, after as never).some(({ severity }) => severity === 'hard')) {
    return 'hard finding';
  }
  const silent = silentLoss(kind, { found, record, after });
  if (silent !== undefined) {
    return `lost without a word: ${JSON.stringify(silent)}`;
  }
  const isMoved = /^(?:swap|duplicate)/.test(mutation.what);
  const lost = found
    .filter(({ after: now }) => now === undefined || typeof now === 'object')
    .map(({ before }) => before);
  const sources = { introduced: mutation.introduced, known: new Set(leavesOf(isMoved ? record : lost)) };
  const unexplained = found.find((difference) => !isExplained(difference, sources));
  return unexplained === undefined ? 'differs in what was changed' : `unexplained: ${JSON.stringify(unexplained)}`;
}

/** Fields that a page may lack for good reason, and the counts by buy type, which are compared and not stored. */
const OPTIONAL = /(?:ountry|matchId|ratingVersion)$|^breakdown/;
const RANKED: ReadonlySet<PageKind> = new Set(['map-stats', 'performance', 'economy']);

type Outcome = { found: Difference[]; record: Record<string, unknown>; after: Record<string, unknown> };

/** A value or a row that is gone from the record while the findings are the same as before. */
function silentLoss(kind: PageKind, { found, record, after }: Outcome): Difference | undefined {
  const words = (page: Record<string, unknown>) => JSON.stringify(checkPage(kind, page as never));
  if (!RANKED.has(kind) || words(record) !== words(after)) return undefined;
  return found.find(({ path, before, after: now }) => now == null && before != null && !OPTIONAL.test(path));
}

export const GOOD = new Set(['same', 'differs in what was changed', 'hard finding', 'parse error', 'no data']);
