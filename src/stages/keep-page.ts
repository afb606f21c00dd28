import { NoDataError, ParseError, ScraperError } from '../errors.ts';
import type { Transport } from '../fetcher.ts';
import type { CoverageGap, Finding } from '../page-records.ts';
import type { PageKind } from '../records.ts';
import type { Store } from '../store/store.ts';
import { observeCoverage } from './coverage.ts';
import type { PageHandler, Understood } from './page-handler.ts';

/** A page that came and was identified, wherever it came from. */
export type PageInHand = {
  kind: PageKind;
  id: number;
  html: string;
  url: string;
  httpStatus: number | null;
  transport: Transport;
  transportReason: string | null;
  fetchedAtMs: number;
  /** Where the raw page lies in the archive; null when none is kept. */
  file: string | null;
  bytes: number;
  sha256: string;
};

/** What became of it. */
export type Kept =
  | { outcome: 'stored'; awaiting: string | null; newTargets: number; findings: Finding[]; alarms: CoverageGap[] }
  | { outcome: 'no-data'; message: string }
  | { outcome: 'quarantined'; rule: string; field: string | null; seen: string; message: string };

/**
 * Parses, checks and stores one page in one transaction: its rows, its line in the ledger, its findings and, through
 * `updateTarget`, the state of its target. A page that cannot be parsed or contradicts itself goes to quarantine and
 * leaves every row as it was.
 */
export function keepPage(
  { store, runId }: { store: Store; runId: number },
  { handler, page }: { handler: PageHandler; page: PageInHand },
  updateTarget: (kept: Kept) => void,
): Kept {
  const verdict = parsePage(handler, page);
  return store.transaction(() => {
    const kept = verdict.outcome === 'understood' ? save(store, runId, { page, ...verdict }) : verdict;
    const { html: _, ...ledger } = page;
    store.pages.record({ ...ledger, parserVersion: handler.parserVersion, outcome: kept.outcome });
    if (kept.outcome === 'stored' && verdict.outcome === 'understood') {
      const { year, blocks } = verdict.understood.coverage;
      kept.alarms = observeCoverage(store, { kind: page.kind, id: page.id, year }, blocks);
    }
    if (kept.outcome === 'quarantined') {
      const { kind, id } = page;
      const { outcome: _, ...doubt } = kept;
      store.quarantine.put({ kind, id, ...doubt, parserVersion: handler.parserVersion, runId });
    } else {
      store.quarantine.clear(page.kind, page.id);
    }
    updateTarget(kept);
    return kept;
  });
}

type Quarantined = Extract<Kept, { outcome: 'quarantined' }>;
type Verdict = { outcome: 'understood'; understood: Understood } | Exclude<Kept, { outcome: 'stored' }>;

/** Parses and checks one page; stores nothing. */
export function parsePage(
  handler: PageHandler,
  page: Pick<PageInHand, 'kind' | 'id' | 'html' | 'fetchedAtMs'>,
): Verdict {
  try {
    const understood = handler.understand(page.html, { id: page.id, nowMs: page.fetchedAtMs });
    const hard = understood.findings.find((finding) => finding.severity === 'hard');
    if (hard === undefined) return { outcome: 'understood', understood };
    const place = hard.mapNumber === null ? '' : ` (map ${hard.mapNumber})`;
    const message = `${page.kind} ${page.id}: ${hard.rule}${place}: expected ${hard.expected}, saw ${hard.seen}`;
    return { outcome: 'quarantined', rule: hard.rule, field: null, seen: hard.seen, message };
  } catch (error) {
    if (error instanceof NoDataError) return { outcome: 'no-data', message: error.message };
    if (error instanceof ParseError) {
      const { field, seen, message } = error;
      return { outcome: 'quarantined', rule: 'parse', field, seen, message };
    }
    if (error instanceof ScraperError || !(error instanceof Error)) throw error;
    return bug(page, error);
  }
}

const LONGEST_STACK = 2000;

/** A page that makes the program itself fail must not hold up the others, run after run. */
function bug({ kind, id }: Pick<PageInHand, 'kind' | 'id'>, error: Error): Quarantined {
  const message = `${kind} ${id}: the program failed on this page (${error.name}: ${error.message})`;
  return {
    outcome: 'quarantined',
    rule: 'bug',
    field: null,
    seen: (error.stack ?? '').slice(0, LONGEST_STACK),
    message,
  };
}

function save(store: Store, runId: number, { page, understood }: { page: PageInHand; understood: Understood }): Kept {
  let newTargets = 0;
  try {
    // A savepoint: what the schema refuses leaves the old rows in place and the page in quarantine.
    newTargets = store.transaction(() => understood.save().newTargets);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ScraperError)) return bug(page, error);
    if (error.policy !== 'quarantine') throw error;
    return { outcome: 'quarantined', rule: error.code, field: null, seen: '', message: error.message };
  }
  store.findings.replace({ kind: page.kind, id: page.id, findings: understood.findings, runId });
  return { outcome: 'stored', awaiting: understood.awaiting, newTargets, findings: understood.findings, alarms: [] };
}
