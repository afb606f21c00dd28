import { checkPage } from '../checks/check-page.ts';
import type { PageRequest } from '../fetcher.ts';
import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { type BlockObservation, observeBlocks } from '../pages/coverage.ts';
import type { KnownMap, Page } from '../pages/page.ts';
import { parseAndCheck } from '../pages/page-parser.ts';
import type { Store } from '../store/store.ts';
import type { NewTarget } from '../store/targets.ts';
import { contentOf, type PageContent } from './page-order.ts';

/** A page to fetch: a target of the store, or a place in the results listing. */
export type Wanted = { kind: PageKind; id: number; matchId: number | null; path: string };

/** A page that was parsed and checked, and how to keep it. */
export type Understood = {
  findings: Finding[];
  /** Which optional blocks it has; `year` is that of the match, null where the page does not say. */
  coverage: { year: number | null; blocks: BlockObservation[] };
  content: PageContent;
  /** Replaces what came from this page; inside the caller's transaction. */
  save(): { newTargets: number };
  /** Why the page should be read again later, or null: it says all it will ever say. */
  awaiting: string | null;
};

/** How pages of one kind become rows: each kind has one. */
export type PageHandler = {
  kind: PageKind;
  parserVersion: number;
  request(wanted: Wanted): PageRequest;
  /** Throws `ParseError` or `NoDataError`. `nowMs` is when the page was fetched. */
  understand(html: string, wanted: { id: number; nowMs: number }): Understood;
};

/** Where a record comes from. */
type RecordSource = { id: number; fetchedAtMs: number; parserVersion: number };

/** What kinds of page differ in. */
export type HandlerParts<Kind extends PageKind, Related> = {
  page: Page<Kind>;
  /** What is stored of the same match or map; read before the time limit of parser and checks begins. */
  related(id: number): Related;
  /** Checks of the page beside what is related to it; those of the page alone are made of every page. Pure. */
  check?(record: PageRecords[Kind], related: Related): Finding[];
  save(record: PageRecords[Kind], source: RecordSource): void;
  /** Pages that this one leads to; absent: none. */
  leadsTo?(record: PageRecords[Kind]): NewTarget[];
  /** Why the page should be read again later, or null; absent: it says all it will ever say. */
  awaiting?(record: PageRecords[Kind], nowMs: number): string | null;
  /** What the match overview says of the map. */
  known?(related: Related): KnownMap | null;
};

/** A match this long over is no longer expected to change. */
export const FINAL_AFTER_MS = 72 * 3_600_000;

/** The handler of a kind, made of its parts. */
export function pageHandler<Kind extends PageKind, Related>(
  store: Store,
  parts: HandlerParts<Kind, Related>,
): PageHandler {
  const { page } = parts;
  return {
    kind: page.kind,
    parserVersion: page.parserVersion,
    request: ({ kind, id, path }) => ({ kind, id, path, identify: page.identify }),
    understand(html, { id, nowMs }) {
      const related = parts.related(id);
      const target = { id, known: parts.known?.(related) ?? null };
      const { record, findings } = parseAndCheck(page, {
        html,
        target,
        check: (each) => [...checkPage(page.kind, each), ...(parts.check?.(each, related) ?? [])],
      });
      return {
        findings,
        coverage: { year: yearOf(record), blocks: observeBlocks(page.kind, html, record) },
        content: contentOf(record),
        awaiting: parts.awaiting?.(record, nowMs) ?? null,
        save() {
          parts.save(record, { id, fetchedAtMs: nowMs, parserVersion: page.parserVersion });
          let newTargets = 0;
          for (const target of parts.leadsTo?.(record) ?? []) {
            if (store.targets.upsert(target) === 'new') newTargets += 1;
          }
          return { newTargets };
        },
      };
    },
  };
}

function yearOf(record: object): number | null {
  const startedAtMs = 'startedAtMs' in record ? record.startedAtMs : null;
  return typeof startedAtMs === 'number' ? new Date(startedAtMs).getUTCFullYear() : null;
}
