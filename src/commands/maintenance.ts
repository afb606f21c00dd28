import { systemClock } from '../clock.ts';
import { CS2_ERA_MS } from '../config.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { ImportProgress } from '../notices.ts';
import { renderNotice } from '../output/notice-text.ts';
import { importState, renderImportProgress } from '../output/progress-line.ts';
import type { Handlers } from '../reparse/settle.ts';
import { savedListingHandler } from '../stages/discovery.ts';
import { targetHandlers } from '../stages/handlers.ts';
import type { Store } from '../store/store.ts';
import { type ImportMeter, importMeter } from './import-meter.ts';
import type { Terminal } from './terminal.ts';

/** What the commands that work on stored data have in common. */

type Printing = { terminal: Terminal; quiet: boolean };

/** Prints the progress of a phase: a progress line on a terminal, else a line now and then. */
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

export function interruptedExitCode(signal: NodeJS.Signals): ExitCode {
  return exitCodeOf({ type: 'interrupted', signal }, false);
}

/** The handlers of archived pages. Of listing pages, entries that are stored already are left out. */
export function archiveHandlers(store: Store): Handlers {
  const results = savedListingHandler(store, CS2_ERA_MS, (entries, fetchedAtMs) =>
    store.listing.differing(entries, fetchedAtMs),
  );
  return { results, ...targetHandlers(store) };
}

/** Signals are received only when the event loop turns. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise(setImmediate);
}
