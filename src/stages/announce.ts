import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import type { TargetState } from '../store/targets.ts';
import type { Kept } from './keep-page.ts';
import { kindsOf } from './prepare.ts';
import type { Run } from './run.ts';
import type { TargetUpdate } from './target-update.ts';

type Place = { stage: StageName; page: PageRef; path: string | null; bytes: number };

/** Says what became of a page that came. */
export function announceKept(
  { notify }: Pick<Run, 'notify'>,
  { stage, page, path, bytes }: Place,
  { kept, update }: { kept: Kept; update: TargetUpdate },
): void {
  if (kept.outcome === 'quarantined') {
    const { rule, field, message } = kept;
    if (rule === 'bug') notify({ type: 'crash', stack: kept.seen });
    const { isExhausted } = update;
    const failure = { code: rule, field, message, isExhausted, isQuarantined: true, file: path };
    notify({ type: 'page-failed', stage, page, ...failure });
    return;
  }
  if (kept.outcome === 'stored') {
    notify({ type: 'page-stored', stage, page, bytes, newTargets: kept.newTargets });
    if (kept.findings.length > 0) notify({ type: 'findings', stage, page, findings: kept.findings });
    for (const alarm of kept.alarms) notify({ type: 'coverage-alarm', alarm });
  }
  const { nextAttemptAtMs } = update;
  const reason = kept.outcome === 'stored' ? kept.awaiting : kept.message;
  if (nextAttemptAtMs !== null && reason !== null) {
    const isStored = kept.outcome === 'stored';
    notify({ type: 'page-awaiting', stage, page, reason, isStored, nextAttemptAtMs });
  } else if (kept.outcome === 'no-data') {
    notify({ type: 'page-without-data', stage, page, message: kept.message });
  }
}

const COMPLETE_STATES: readonly TargetState[] = ['done', 'no_data', 'skipped'];

/**
 * Says that a match is complete, once the last page of it is that the stages of this run fetch: none has failed, none is
 * to be read again.
 */
export function announceCompleteMatch({ store, settings, notify }: Run, matchId: number | null): void {
  if (matchId === null) return;
  const kinds = kindsOf(settings.stages);
  const targets = store.targets.ofMatch(matchId).filter(({ kind }) => kinds.includes(kind));
  if (!targets.every(({ state }) => COMPLETE_STATES.includes(state))) return;
  const match = store.tables.rows('matches', { matchIds: [matchId] })[0];
  if (match === undefined) return;
  const label = `${match.team1Name ?? '?'} vs ${match.team2Name ?? '?'}, ${match.eventName ?? '?'}`;
  notify({ type: 'match-complete', matchId, label, pages: targets.length });
}
