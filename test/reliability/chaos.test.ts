import { describe, expect, it } from 'vitest';
import { chaos, type Ending } from '../chaos/chaos.ts';
import { hasBrowser } from '../helpers/browser.ts';

/** A few kills of the many that `npm run chaos` makes. */
describe.runIf(hasBrowser && process.platform === 'linux')(
  'the end of a program that was ended again and again',
  () => {
    it.each<[Ending, { kills: number; ownBrowser: boolean }]>([
      ['SIGKILL', { kills: 5, ownBrowser: false }],
      ['SIGKILL', { kills: 2, ownBrowser: true }],
      ['power', { kills: 3, ownBrowser: false }],
    ])(
      'by %s is that of an uninterrupted run, cell by cell (%o)',
      async (ending, how) => {
        const { wrong, kills } = await chaos({ seed: 20, matches: 2, ending, ...how });
        expect(wrong).toEqual([]);
        expect(kills).toBe(how.kills);
      },
      120_000,
    );
  },
);
