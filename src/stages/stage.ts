import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import type { PageHandler } from './page-handler.ts';

/** One stage: its name and the kinds of page it fetches. Except for discovery, stages differ only in this. */
export type Stage = {
  name: StageName;
  handlers: readonly PageHandler[];
};

/** A page and the stage that requested it. */
export type StagePage = { stage: StageName; page: PageRef };

/** The outcome of one page; the reasons are announced as notices. */
export type PageOutcome = 'stored' | 'no-data' | 'failed' | 'refused' | 'skipped';
