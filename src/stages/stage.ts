import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import type { PageHandler } from './page-handler.ts';

/** One stage: its name and the kinds of page it fetches. Discovery apart, stages differ only in this. */
export type Stage = {
  name: StageName;
  handlers: readonly PageHandler[];
};

/** A page and the stage that asked for it. */
export type StagePage = { stage: StageName; page: PageRef };

/** What became of one page; the reasons are announced. */
export type PageOutcome = 'stored' | 'no-data' | 'failed' | 'refused' | 'skipped';
