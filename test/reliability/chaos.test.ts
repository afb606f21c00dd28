import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaosOn, type Ending } from '../chaos/chaos.ts';
import { type ChaosSite, openChaosSite } from '../chaos/chaos-site.ts';
import { hasBrowser } from '../helpers/browser.ts';

/** A few kills of the many that `npm run chaos` makes. */
describe.runIf(hasBrowser && process.platform === 'linux')(
  'the end of a program that was ended again and again',
  () => {
    const world = { seed: 20, matches: 2 };
    let site: ChaosSite;

    beforeAll(async () => {
      site = await openChaosSite(world);
    });
    afterAll(() => site?.[Symbol.asyncDispose]());

    it.each<[Ending, { kills: number; ownBrowser: boolean }]>([
      ['SIGKILL', { kills: 5, ownBrowser: false }],
      ['SIGKILL', { kills: 2, ownBrowser: true }],
      ['power', { kills: 3, ownBrowser: false }],
    ])(
      'by %s is that of an uninterrupted run, cell by cell (%o)',
      async (ending, how) => {
        const { wrong, kills } = await chaosOn(site, { ...world, ending, ...how });
        expect(wrong).toEqual([]);
        expect(kills).toBe(how.kills);
      },
      120_000,
    );
  },
);
