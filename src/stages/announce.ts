import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import type { TargetState } from '../store/targets.ts';
import { kindsOf } from './prepare.ts';
import type { ScrapeRun } from './run.ts';
import type { PageResult } from './store-page.ts';
import type { TargetUpdate } from './target-update.ts';

type AnnouncedPage = { stage: StageName; page: PageRef; path: string | null; bytes: number };

/** Announces the result of storing a page. */
export function announceResult(
  { notify }: Pick<ScrapeRun, 'notify'>,
  { stage, page, path, bytes }: AnnouncedPage,
  { result, update }: { result: PageResult; update: TargetUpdate },
): void {
  if (result.outcome === 'quarantined') {
    const { rule, field, message } = result;
    if (rule === 'bug') notify({ type: 'crash', stack: result.seen });
    const { isExhausted } = update;
    const failure = { code: rule, field, message, isExhausted, isQuarantined: true, file: path };
    notify({ type: 'page-failed', stage, page, ...failure });
    return;
  }
  if (result.outcome === 'stored') {
    notify({ type: 'page-stored', stage, page, bytes, newTargets: result.newTargets });
    if (result.findings.length > 0) notify({ type: 'findings', stage, page, findings: result.findings });
    for (const alarm of result.alarms) notify({ type: 'coverage-alarm', alarm });
  }
  const { nextAttemptAtMs } = update;
  const reason = result.outcome === 'stored' ? result.awaiting : result.message;
  if (nextAttemptAtMs !== null && reason !== null) {
    const isStored = result.outcome === 'stored';
    notify({ type: 'page-awaiting', stage, page, reason, isStored, nextAttemptAtMs });
  } else if (result.outcome === 'no-data') {
    notify({ type: 'page-without-data', stage, page, message: result.message });
  }
}

const COMPLETE_STATES: readonly TargetState[] = ['done', 'no_data', 'skipped'];

/**
 * Announces that a match is complete: of the pages that the stages of this run fetch, none is pending, has failed or is
 * to be read again.
 */
export function announceCompleteMatch({ store, settings, notify }: ScrapeRun, matchId: number | null): void {
  if (matchId === null) return;
  const kinds = kindsOf(settings.stages);
  const targets = store.targets.ofMatch(matchId).filter(({ kind }) => kinds.includes(kind));
  if (!targets.every(({ state }) => COMPLETE_STATES.includes(state))) return;
  const match = store.tables.rows('matches', { matchIds: [matchId] })[0];
  if (match === undefined) return;
  const label = `${match.team1Name ?? '?'} vs ${match.team2Name ?? '?'}, ${match.eventName ?? '?'}`;
  notify({ type: 'match-complete', matchId, label, pages: targets.length });
}
