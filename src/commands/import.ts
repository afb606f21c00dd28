import { systemClock } from '../clock.ts';
import type { CommonSettings, ImportSettings } from '../config.ts';
import type { ExitCode, SetExitCode } from '../exit-codes.ts';
import { STAGE_NAMES } from '../page-kinds.ts';
import { findFiles } from '../saved/find-files.ts';
import { importFiles } from './import-files.ts';
import { rereadArchive } from './reread.ts';
import { type PageSource, withRun } from './run-command.ts';
import { openWorkspace } from './workspace.ts';

type Import = { paths: string[]; common: CommonSettings; settings: ImportSettings; setExitCode: SetExitCode };

/** Imports saved pages as a run of the data folder. Returns the exit code. */
export async function importSaved({ paths, common, settings, setExitCode }: Import): Promise<ExitCode> {
  const found = findFiles(paths);
  const precedence = settings.allowOlder ? 'always' : 'newest';
  const clock = systemClock;
  using workspace = await openWorkspace(common, { clock, keepsPages: settings.archive, site: null });
  const context = { command: 'import', common, settings, stages: STAGE_NAMES, clock, workspace, setExitCode };
  return await withRun(
    context,
    async () => FILES,
    async (run, _, summarise) => {
      await rereadArchive(run, common);
      await importFiles(run, { dataDir: common.dataDir, found, precedence }, summarise);
    },
  );
}

/** The source of an import, which makes no requests. */
const FILES: PageSource = {
  site: null,
  stats: () => ({ requests: 0, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
