import { checkPage } from '../checks/check-page.ts';
import type { PageRequest } from '../fetcher.ts';
import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { type BlockObservation, observeBlocks } from '../pages/coverage.ts';
import type { KnownMap, Page } from '../pages/page.ts';
import { type PageTask, parseAndCheck } from '../pages/page-parser.ts';
import type { Store } from '../store/store.ts';
import type { NewTarget } from '../store/targets.ts';
import { contentOf, type PageContent } from './page-order.ts';

/** A page to fetch: a target of the store, or a page of the results listing. */
export type PageTarget = { kind: PageKind; id: number; matchId: number | null; path: string };

/** A page that was parsed and checked, and how to save it. */
export type ParsedPage = {
  findings: Finding[];
  /** Which optional blocks it has. `year`: year of the match (UTC); null when the page does not state it. */
  coverage: { year: number | null; blocks: BlockObservation[] };
  content: PageContent;
  /** Replaces the stored rows of this page, inside the caller's transaction. */
  save(): { newTargets: number };
  /** Why the page should be read again later; null: it is final. */
  awaiting: string | null;
};

/** A page as its parser read it, not yet compared with stored pages. Plain data, which worker threads can send. */
export type ReadPage<Kind extends PageKind = PageKind> = {
  record: PageRecords[Kind];
  /** Of the checks of the page alone. */
  findings: Finding[];
  blocks: BlockObservation[];
};

/** Reads a page without the store. Throws `ParseError` or `NoDataError`. */
export function readPage<Kind extends PageKind>(
  page: Page<Kind>,
  html: string,
  target: { id: number | null; known: KnownMap | null },
): ReadPage<Kind> {
  return readAndCheck(page, { html, target, check: (each) => checkPage(page.kind, each) });
}

function readAndCheck<Kind extends PageKind>(page: Page<Kind>, task: PageTask<Kind>): ReadPage<Kind> {
  const { record, findings, saver } = parseAndCheck(page, task);
  // A program that omits parts of a page says nothing about the blocks of the site.
  return { record, findings, blocks: saver === null ? observeBlocks(page.kind, task.html, record) : [] };
}

/** How pages of one kind become rows. Each kind has one handler. */
export type PageHandler<Kind extends PageKind = PageKind> = {
  kind: Kind;
  parserVersion: number;
  request(target: PageTarget): PageRequest;
  /** What the checks find in a record, beside what is stored of the same match or map. */
  checkRecord(record: PageRecords[Kind], id: number): Finding[];
  /** What the match overview says of a map, for `readPage`. */
  knownMap(id: number): KnownMap | null;
  /** Compares a page that was read elsewhere with stored pages. `nowMs`: when the page was fetched. */
  acceptRead(read: ReadPage<Kind>, target: { id: number; nowMs: number }): ParsedPage;
  /** Throws `ParseError` or `NoDataError`. `nowMs`: when the page was fetched. */
  parseAndCheck(html: string, target: { id: number; nowMs: number }): ParsedPage;
};

/** The page that a record was read from. */
type RecordSource = { id: number; fetchedAtMs: number; parserVersion: number };

/** What differs between the kinds of page. */
export type HandlerParts<Kind extends PageKind, Related> = {
  page: Page<Kind>;
  /** Loads what is stored of the same match or map, before the time limit of parser and checks starts. */
  related(id: number): Related;
  /** Compares the page with related stored pages; the checks of the page alone run for every page. Pure. */
  check?(record: PageRecords[Kind], related: Related): Finding[];
  /** Compares stored pages that the record links to with it, when the page is stored; absent: nothing. */
  checkStored?(record: PageRecords[Kind]): Finding[];
  save(record: PageRecords[Kind], source: RecordSource): void;
  /** Targets that this page links to; absent: none. */
  followUpTargets?(record: PageRecords[Kind]): NewTarget[];
  /** Why the page should be read again later, or null; absent: it is always final. */
  awaiting?(record: PageRecords[Kind], nowMs: number): string | null;
  /** Teams and score of the map according to the match overview. */
  known?(related: Related): KnownMap | null;
};

/** This long after its start a match is not expected to change any more. */
export const FINAL_AFTER_MS = 72 * 3_600_000;

/** Builds the handler of one kind of page from what is special about the kind. */
export function pageHandler<Kind extends PageKind, Related>(
  store: Store,
  parts: HandlerParts<Kind, Related>,
): PageHandler<Kind> {
  const { page } = parts;
  const check = (record: PageRecords[Kind], related: Related): Finding[] => [
    ...checkPage(page.kind, record),
    ...(parts.check?.(record, related) ?? []),
  ];
  const parsedPage = (
    { record, findings, blocks }: ReadPage<Kind>,
    { id, nowMs }: { id: number; nowMs: number },
  ): ParsedPage => ({
    findings: [...findings, ...(parts.checkStored?.(record) ?? [])],
    coverage: { year: yearOf(record), blocks },
    content: contentOf(record),
    awaiting: parts.awaiting?.(record, nowMs) ?? null,
    save() {
      parts.save(record, { id, fetchedAtMs: nowMs, parserVersion: page.parserVersion });
      let newTargets = 0;
      for (const followUp of parts.followUpTargets?.(record) ?? []) {
        if (store.targets.upsert(followUp) === 'new') newTargets += 1;
      }
      return { newTargets };
    },
  });
  return {
    kind: page.kind,
    parserVersion: page.parserVersion,
    request: ({ kind, id, path }) => ({ kind, id, path, identify: page.identify }),
    checkRecord: (record, id) => check(record, parts.related(id)),
    knownMap: (id) => (parts.known === undefined ? null : parts.known(parts.related(id))),
    acceptRead({ record, findings, blocks }, target) {
      const ofRelated = parts.check?.(record, parts.related(target.id)) ?? [];
      return parsedPage({ record, findings: [...findings, ...ofRelated], blocks }, target);
    },
    parseAndCheck(html, { id, nowMs }) {
      const related = parts.related(id);
      const target = { id, known: parts.known?.(related) ?? null };
      return parsedPage(readAndCheck(page, { html, target, check: (each) => check(each, related) }), { id, nowMs });
    },
  };
}

function yearOf(record: object): number | null {
  const startedAtMs = 'startedAtMs' in record ? record.startedAtMs : null;
  return typeof startedAtMs === 'number' ? new Date(startedAtMs).getUTCFullYear() : null;
}
