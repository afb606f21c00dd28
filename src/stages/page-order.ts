import type { PageKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { PageState } from '../store/page-log.ts';

/**
 * Which of two pages of the same id is stored. The order is total and depends on the pages alone, not on file names or
 * on the order in which pages arrive.
 */

/** How much data a page has. */
export type PageContent = {
  state: PageState;
  /** Tables and other blocks of data: vetoes, line-ups, one table of a team for each map and side, rounds, … */
  blocks: number;
};

/** What the order of pages depends on. */
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

/** Whether a page with this state is expected to stay as it is. */
export function isFinal(state: PageState): boolean {
  return STATE_RANKS[state] >= STATE_RANKS.deleted;
}

/** The content of a page without data. */
export const NO_CONTENT: PageContent = { state: 'no_data', blocks: 0 };

/** State and number of data blocks of a parsed page. */
export function contentOf(record: PageRecords[PageKind]): PageContent {
  return { state: stateOf(record), blocks: countBlocks(record) };
}

function stateOf(record: PageRecords[PageKind]): PageState {
  if ('status' in record) return record.status;
  if ('scoreboards' in record) return record.scoreboards < 2 ? 'incomplete' : 'complete';
  return 'complete';
}

/** Lists of values that the parser does not know; they do not count as data. */
const NOT_DATA = ['unknowns', 'issues'];
/** Fields that identify a table. Rows of one table count once, because a corrected page may have fewer rows. */
const TABLE_KEYS = ['mapNumber', 'side', 'teamId', 'team', 'kind', 'roundNumber'];

/** Parts that the saving program left out are subtracted, because their rows may exist without values. */
function countBlocks(record: PageRecords[PageKind]): number {
  let blocks = -(record.leftOut?.parts.length ?? 0);
  const section = 'roundSwing' in record ? record.roundSwing : {};
  for (const [name, rows] of Object.entries({ ...record, ...section })) {
    if (!Array.isArray(rows) || NOT_DATA.includes(name)) continue;
    blocks += new Set(rows.map(tableOf)).size;
  }
  return Math.max(0, blocks);
}

function tableOf(row: unknown): string {
  const fields = new Map(Object.entries(row ?? {}));
  return JSON.stringify(TABLE_KEYS.map((key) => fields.get(key) ?? null));
}

/** What decides between two pages: the more advanced state, then more blocks, then the later time, then the digest. */
export type Decider = 'state' | 'blocks' | 'time' | 'digest';

/** `order` is positive when `one` is to be stored; zero only for the same document with the same time. */
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
 * True when the site shows less than what it had published in full: a finished match that is upcoming or live again, or
 * statistics that have disappeared. A deletion is accepted as such.
 */
export function isRetraction(stored: PageState, seen: PageState): boolean {
  if (seen === 'no_data') return stored !== 'no_data';
  return STATE_RANKS[stored] === FINAL_RANK && STATE_RANKS[seen] < FINAL_RANK && seen !== 'deleted';
}
