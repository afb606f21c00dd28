import type { PageKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { PageState } from '../store/ledger.ts';

/**
 * Which of two pages of the same id is to be stored. The order is total and made of the pages themselves, so the result
 * does not depend on the names of the files that hold them or on the order in which they come.
 */

/** How much a page shows. */
export type PageContent = {
  state: PageState;
  /** Tables and other blocks of data: vetoes, line-ups, one table of a team for each map and side, rounds, … */
  blocks: number;
};

/** A page as the order sees it. */
export type PageVersion = {
  state: PageState;
  /** Null: stored before blocks were counted. */
  blocks: number | null;
  fetchedAtMs: number;
  sha256: string;
};

const STATE_RANKS: Record<PageState, number> = {
  no_data: 0,
  upcoming: 1,
  postponed: 1,
  live: 2,
  incomplete: 2,
  // Below `finished`: a deletion has no statistics, and must not take those of a match that was played.
  deleted: 3,
  finished: 4,
  complete: 4,
};

const FINAL_RANK = STATE_RANKS.finished;

/** A page that has no data of the kind that it is for. */
export const NO_CONTENT: PageContent = { state: 'no_data', blocks: 0 };

/** What a parsed page shows. */
export function contentOf(record: PageRecords[PageKind]): PageContent {
  return { state: stateOf(record), blocks: countBlocks(record) };
}

function stateOf(record: PageRecords[PageKind]): PageState {
  if ('status' in record) return record.status;
  if ('scoreboards' in record) return record.scoreboards < 2 ? 'incomplete' : 'complete';
  return 'complete';
}

/** Lists of what was not understood are no data. */
const NOT_DATA = ['unknowns', 'issues'];
/** What tells one table from another. Rows of the same table count once: a corrected page may have one less. */
const TABLE_KEYS = ['mapNumber', 'side', 'teamId', 'team', 'kind', 'roundNumber'];

/** What the program that saved the page left out counts against it: its rows may be there without their values. */
function countBlocks(record: PageRecords[PageKind]): number {
  let blocks = -(record.leftOut?.parts.length ?? 0);
  for (const [name, rows] of Object.entries(record)) {
    if (!Array.isArray(rows) || NOT_DATA.includes(name)) continue;
    blocks += new Set(rows.map(tableOf)).size;
  }
  return Math.max(0, blocks);
}

function tableOf(row: unknown): string {
  const fields = new Map(Object.entries(row ?? {}));
  return JSON.stringify(TABLE_KEYS.map((key) => fields.get(key) ?? null));
}

/** What decides between two pages: the further state, then more blocks, then the later time, then the digest. */
export type Decider = 'state' | 'blocks' | 'time' | 'digest';

/** Positive: `one` is to be stored. Zero for the same document of the same time alone. */
export function comparePages(one: PageVersion, other: PageVersion): { order: number; decider: Decider } {
  const state = STATE_RANKS[one.state] - STATE_RANKS[other.state];
  if (state !== 0) return { order: state, decider: 'state' };
  const blocks = one.blocks === null || other.blocks === null ? 0 : one.blocks - other.blocks;
  if (blocks !== 0) return { order: blocks, decider: 'blocks' };
  const timeMs = one.fetchedAtMs - other.fetchedAtMs;
  if (timeMs !== 0) return { order: timeMs, decider: 'time' };
  return { order: compareText(one.sha256, other.sha256), decider: 'digest' };
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * True when the site shows less of what it had already published in full: a finished match that is upcoming or live again,
 * statistics that are gone. A deletion is a statement of its own and is believed.
 */
export function isTakenBack(stored: PageState, seen: PageState): boolean {
  if (seen === 'no_data') return stored !== 'no_data';
  return STATE_RANKS[stored] === FINAL_RANK && STATE_RANKS[seen] < FINAL_RANK && seen !== 'deleted';
}
