import type { Archive } from '../archive/archive.ts';
import { systemClock } from '../clock.ts';
import { type CommonSettings, CS2_ERA_MS } from '../config.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { ImportProgress } from '../notices.ts';
import { renderNotice } from '../output/notice-text.ts';
import { importState, renderImportProgress } from '../output/progress-line.ts';
import type { Handlers } from '../reparse/settle.ts';
import { decodeLeniently } from '../saved/decode.ts';
import { savedListingHandler } from '../stages/discovery.ts';
import { targetHandlers } from '../stages/handlers.ts';
import type { Store } from '../store/store.ts';
import { type ImportMeter, importMeter } from './import-meter.ts';
import type { Terminal } from './terminal.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Functions of the commands that work on stored data. */

/** Opens the data folder for writing. Damaged page records count as missing, since these commands report or replace them. */
export function openForMaintenance(common: CommonSettings): Promise<Workspace> {
  return openWorkspace(common, { clock: systemClock, keepsPages: true, site: null, skipsDamagedRecords: true });
}

type Printing = { terminal: Terminal; quiet: boolean };

/** Prints the progress of a phase: a progress line on a terminal, otherwise a line from time to time. */
export function progressMeter(
  { terminal, quiet }: Printing,
  phase: ImportProgress['phase'],
  total: number,
): ImportMeter {
  return importMeter(
    {
      clock: systemClock,
      notify(notice) {
        if (quiet || notice.type !== 'import-progress') return;
        terminal.log(renderNotice(notice));
        const { progress } = notice;
        terminal.live({
          text: () => renderImportProgress(progress).slice(0, Math.max(0, terminal.width() - 1)),
          state: () => importState(progress),
        });
      },
    },
    phase,
    total,
  );
}

/** The exit code of a command that a signal has ended. */
export function interruptedExitCode(signal: NodeJS.Signals): ExitCode {
  return exitCodeOf({ type: 'interrupted', signal }, false);
}

/** The handlers of archived pages. That of listing pages leaves out entries that are already stored. */
export function archiveHandlers(store: Store): Handlers {
  const results = savedListingHandler(store, CS2_ERA_MS, (entries, fetchedAtMs) =>
    store.listing.differing(entries, fetchedAtMs),
  );
  return { results, ...targetHandlers(store) };
}

/** Returns a function that reads the document of a file in the archive; null if there is no such file. */
export function documentReader(archive: Archive) {
  return (file: string, contentType: string | null): { document: Uint8Array; html: string } | null => {
    const document = archive.readFile(file)?.document ?? null;
    return document === null ? null : { document, html: decodeLeniently(document, contentType) };
  };
}

/** Lets the event loop run, because signals are received only there. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise(setImmediate);
}
