import { beforeAll, describe, expect, it } from 'vitest';
import type { PageKind } from '../../src/page-kinds.ts';
import { observeBlocks } from '../../src/pages/coverage.ts';
import { DEFAULT_NEWEST_END_MS } from '../../src/replica/world/calendar.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { observeCoverage } from '../../src/stages/coverage.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { checkWorld, type Found, type Parsed } from './replica-pages.ts';

/** What the coverage of a page is observed from. */
type Observed = { kind: PageKind; id: number; blocks: ReturnType<typeof observeBlocks> };

type Break = { rules: string[]; isMeant(found: Found): boolean };

const ofMap =
  (...quirks: string[]) =>
  ({ match, map }: Found) =>
    (map === null ? (match?.maps ?? []) : [map]).some((each) =>
      quirks.some((quirk) => each.quirks.has(quirk as never)),
    );

/** The variants of the replica that differ from an ordinary page on purpose, with the soft rules they break. */
const BREAKS: Break[] = [
  { rules: ['map-stats/left-is-team-1'], isMeant: ({ match }) => match?.quirks.has('swapped-teams') ?? false },
  { rules: ['match/line-up-played'], isMeant: ofMap('substitution', 'stand-in') },
  {
    rules: ['performance/players-of-map-stats'],
    isMeant: ofMap('missing-from-performance', 'only-on-performance'),
  },
  {
    rules: ['performance/team-kills-are-the-matrix', 'performance/matrix-of-map-stats'],
    isMeant: ofMap('missing-from-performance'),
  },
  {
    rules: ['match/nothing-unknown'],
    isMeant: ({ match }) => ['unknown-map', 'unknown-rating'].some((quirk) => match?.quirks.has(quirk as never)),
  },
  {
    rules: ['map-stats/nothing-unknown', 'performance/nothing-unknown'],
    isMeant: (found) =>
      ofMap('unknown-icon', 'extra-figure', 'unknown-round-event')(found) ||
      ['unknown-map', 'unknown-rating'].some((quirk) => found.match?.quirks.has(quirk as never)),
  },
  { rules: ['economy/names-of-map-stats'], isMeant: ofMap('economy-alias') },
  { rules: ['performance/fields-are-readable'], isMeant: ({ match }) => match?.quirks.has('equal-nicks') ?? false },
  { rules: ['map-stats/fields-are-readable'], isMeant: ofMap('one-scoreboard') },
  { rules: ['performance/round-swing-is-the-change'], isMeant: ofMap('team-kills') },
];

/** May be broken by those variants too, depending on the seed. */
const SOMETIMES: Break[] = [
  { rules: ['match/swing-is-opposite', 'map-stats/swing-is-opposite'], isMeant: ofMap('team-kills') },
  { rules: ['performance/first-kills-fit-rounds'], isMeant: ofMap('missing-from-performance') },
  {
    rules: ['match/majority-wins'],
    isMeant: ({ match }) => match !== null && 2 * Math.max(...match.mapsWon) < match.bestOf,
  },
];

function isMeant(found: Found): boolean {
  return [...BREAKS, ...SOMETIMES].some((each) => each.rules.includes(found.finding.rule) && each.isMeant(found));
}

describe('pages of the replica with every variant', () => {
  const pages: Observed[] = [];
  let checked: ReturnType<typeof checkWorld>;

  beforeAll(() => {
    const onPage = ({ kind, id, html, record }: Parsed) =>
      pages.push({ kind, id, blocks: observeBlocks(kind, html, record as never) });
    checked = checkWorld(createWorld({ seed: 1, matches: 64 }), { onPage });
  });

  it('have no finding beyond what variants break on purpose', () => {
    const { found } = checked;
    expect(checked.pages).toBeGreaterThan(350);
    expect(found.filter(({ finding }) => finding.severity === 'hard')).toEqual([]);
    expect(found.filter((each) => !isMeant(each)).map(({ finding }) => finding)).toEqual([]);
    const seen = new Set(found.map(({ finding }) => finding.rule));
    expect(BREAKS.flatMap((each) => each.rules).filter((rule) => !seen.has(rule))).toEqual([]);
  });

  it('raise no alarm of coverage: a site that is as it always was', () => {
    using store = memoryStore(() => DEFAULT_NEWEST_END_MS);
    const year = new Date(DEFAULT_NEWEST_END_MS).getUTCFullYear();
    for (const { kind, id, blocks } of pages) observeCoverage(store, { kind, id, year }, blocks);
    expect(pages.length).toBeGreaterThan(350);
    expect(store.coverage.alarms()).toEqual([]);
  });
});

describe('pages of the replica', () => {
  it.each(firstUnlessAll([2, 3]))('have no finding at all in a plain world, seed %i', (seed) => {
    const { pages, found } = checkWorld(createWorld({ seed, matches: 8, variants: 'plain' }));
    expect(pages).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });

  it('have no finding in the layout of older captures', () => {
    const { found } = checkWorld(createWorld({ seed: 4, matches: 6, variants: 'plain' }), { layout: 'E22' });
    expect(found).toEqual([]);
  });
});
