import type { StageName } from '../config.ts';
import type { PageRef } from '../notices.ts';
import type { Kept } from './keep-page.ts';
import type { Run } from './run.ts';
import type { Settled } from './settle.ts';

type Place = { stage: StageName; page: PageRef; file: string | null; bytes: number };

/** Says what became of a page that came. */
export function announceKept(
  { notify }: Pick<Run, 'notify'>,
  { stage, page, file, bytes }: Place,
  { kept, settled }: { kept: Kept; settled: Settled },
): void {
  if (kept.outcome === 'quarantined') {
    const { message } = kept;
    const { isExhausted } = settled;
    notify({ type: 'page-failed', stage, page, code: 'parse', message, isExhausted, isQuarantined: true, file });
    return;
  }
  if (kept.outcome === 'stored') {
    notify({ type: 'page-stored', stage, page, bytes, newTargets: kept.newTargets });
    if (kept.findings.length > 0) notify({ type: 'findings', stage, page, findings: kept.findings });
  }
  const { nextAttemptAtMs } = settled;
  const reason = kept.outcome === 'stored' ? kept.awaiting : kept.message;
  if (nextAttemptAtMs !== null && reason !== null) {
    notify({ type: 'page-awaiting', stage, page, reason, nextAttemptAtMs });
  } else if (kept.outcome === 'no-data') {
    notify({ type: 'page-without-data', stage, page, message: kept.message });
  }
}

/** Says that nothing of a match is left to fetch in this run, once its last page is settled. */
export function announceCompleteMatch({ store, clock, runId, notify }: Run, matchId: number | null): void {
  if (matchId === null) return;
  const kinds = ['match', 'map-stats', 'performance', 'economy'] as const;
  if (store.targets.countPending({ kinds, runId, nowMs: clock.now(), matchIds: [matchId] }) > 0) return;
  const match = store.tables.rows('matches', { matchIds: [matchId] })[0];
  if (match === undefined) return;
  const label = `${match.team1Name ?? '?'} vs ${match.team2Name ?? '?'}, ${match.eventName}`;
  notify({ type: 'match-complete', matchId, label, pages: store.targets.ofMatch(matchId).length });
}
