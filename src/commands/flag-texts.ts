import { isHltv } from '../fetch/options.ts';
import { STAGE_NAMES, type StageName } from '../page-kinds.ts';
import { shellQuote } from './shell-quote.ts';

/** Flags and values as they are typed in a shell, for commands that a message suggests. */

/** The flag for the data folder in a suggested command, with a leading space; empty for the default folder. */
export function dataFolderFlag(dataDir: string): string {
  return dataDir === 'data' ? '' : ` --data-dir ${shellQuote(dataDir)}`;
}

/** The same for the site; empty for hltv.org. */
export function siteFlag(baseUrl: string | null): string {
  return baseUrl === null || isHltv(baseUrl) ? '' : ` --base-url ${shellQuote(baseUrl)}`;
}

/** The same for the stages; empty for all stages. */
export function stagesFlag(stages: readonly StageName[]): string {
  return stages.length === STAGE_NAMES.length ? '' : ` --stages ${stages.join()}`;
}
