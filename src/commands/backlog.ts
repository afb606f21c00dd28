import { z } from 'zod';
import type { ScrapeSettings } from '../config.ts';
import { DAY_MS, formatDay } from '../days.ts';
import type { Backlog } from '../output/documents/status.ts';
import { STAGE_NAMES } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';
import { stagesFlag } from './flag-texts.ts';
import { type Planning, planOf } from './plan.ts';
import { shellQuote } from './shell-quote.ts';

/** The settings of a run that select its pages, as stored in `runs`. */
export const Selection = z.object({
  stages: z.array(z.enum(STAGE_NAMES)),
  sinceMs: z.number().nullable(),
  untilMs: z.number().nullable().default(null),
  events: z.array(z.string()).default([]),
  teams: z.array(z.string()).default([]),
  minStars: z.number().nullable().default(null),
});
type Selection = z.infer<typeof Selection>;

const SEARCHED_RUNS = 50;

/** What is left to do with the settings of the command, and with those of the last run if they select other pages. */
export function backlogOf(store: Store, planning: Planning): Backlog {
  const { settings } = planning;
  const last = lastSelection(store);
  const flags = last === null ? '' : differingFlags(last, settings);
  return {
    estimate: estimate(store, planning),
    lastRun:
      last === null || flags === ''
        ? null
        : { flags, estimate: estimate(store, { ...planning, settings: { ...settings, ...last } }) },
  };
}

function estimate(store: Store, planning: Planning): Backlog['estimate'] {
  return planOf(store, { ...planning, listed: 0 }).estimate;
}

function lastSelection(store: Store): Selection | null {
  const run = store.runs.list(SEARCHED_RUNS).find(({ command }) => command === 'scrape');
  const selection = Selection.safeParse(run?.settings);
  return selection.success ? selection.data : null;
}

/** The flags of the last run that differ, as they are typed; empty when it selected the same pages. */
function differingFlags(last: Selection, settings: ScrapeSettings): string {
  const isSame = (key: keyof Selection): boolean => JSON.stringify(last[key]) === JSON.stringify(settings[key]);
  const { sinceMs, untilMs, events, teams, minStars } = last;
  return [
    isSame('stages') ? '' : stagesFlag(last.stages) || ` --stages ${last.stages.join()}`,
    isSame('sinceMs') ? '' : ` --since ${sinceMs === null ? 'all' : formatDay(sinceMs)}`,
    isSame('untilMs') || untilMs === null ? '' : ` --until ${formatDay(untilMs - DAY_MS)}`,
    isSame('events') || events.length === 0 ? '' : ` --event ${shellQuote(events.join())}`,
    isSame('teams') || teams.length === 0 ? '' : ` --team ${shellQuote(teams.join())}`,
    isSame('minStars') || minStars === null ? '' : ` --min-stars ${minStars}`,
  ]
    .join('')
    .trim();
}
