import { describe, expect, it } from 'vitest';
import type { PageKind } from '../../src/page-kinds.ts';
import type { Capture, Size } from '../../src/replica/render/page-request.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { CASE_NAMES } from '../../src/replica/world/cases.ts';
import type { World } from '../../src/replica/world/world.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { markupFaults } from './well-formed.ts';

const STATS_KINDS = ['map-stats', 'performance', 'economy'] as const;
const SHAPES = ['bo3-overtime-1', 'e22-layout', 'live', 'upcoming-undecided-team', 'hostile-names-1'];
const CAPTURES: Capture[] = ['served', 'dom-dump', 'browser-saved'];

function pagesOf(world: World, name: string): { kind: PageKind; id: number }[] {
  const match = world.caseMatch(name);
  const maps = match.maps.flatMap((map) => map.mapStatsId ?? []);
  return [
    { kind: 'match' as const, id: match.matchId },
    ...maps.flatMap((id) => STATS_KINDS.map((kind) => ({ kind, id }))),
  ];
}

/** Texts of all elements with a class, tags removed. */
function textsOf(page: string, className: string): string[] {
  const pattern = new RegExp(`class="[^"]*\\b${className}\\b[^"]*"[^>]*>([^<]*)<`, 'g');
  return [...page.matchAll(pattern)].map((match) => (match[1] ?? '').trim());
}

describe('pages of the replica', () => {
  it('are well-formed for every variant', () => {
    const world = createWorld({ seed: 11 });
    for (const name of CASE_NAMES) {
      for (const page of pagesOf(world, name)) {
        expect(markupFaults(renderPage(world, page)), `${name} ${page.kind}`).toEqual([]);
      }
    }
  });

  it.each(['bare', 'small', 'realistic'] satisfies Size[])(
    'are well-formed in every capture and layout, size %s',
    (size) => {
      const world = createWorld({ seed: 12 });
      for (const name of size === 'realistic' ? ['bo3-overtime-1'] : SHAPES) {
        for (const page of pagesOf(world, name)) {
          const layouts = page.kind === 'match' ? (['E26', 'E22', 'E18'] as const) : (['E26', 'E22'] as const);
          for (const layout of layouts) {
            for (const capture of CAPTURES) {
              expect(
                markupFaults(renderPage(world, { ...page, size, capture, layout })),
                `${name} ${page.kind} ${capture}`,
              ).toEqual([]);
            }
          }
        }
      }
      for (const featured of ['none', 'own', 'stamped', 'foreign'] as const) {
        expect(markupFaults(renderPage(world, { kind: 'results', id: 0, size, featured }))).toEqual([]);
      }
    },
  );

  it('are the same bytes for the same seed, whatever was asked before', () => {
    const [first, second] = [createWorld({ seed: 21 }), createWorld({ seed: 21 })];
    const names = CASE_NAMES.filter((_, at) => ALL_FORMS || at % 3 === 0);
    const pages = names.flatMap((name) => pagesOf(first, name));
    const forwards = pages.map((page) => renderPage(first, page));
    const backwards = pages.toReversed().map((page) => renderPage(second, page));
    expect(backwards.toReversed().join('\n') === forwards.join('\n')).toBe(true);
    expect(renderPage(second, { kind: 'results', id: 0 })).toBe(renderPage(first, { kind: 'results', id: 0 }));
  });

  it('differ for another seed', () => {
    const listing = (seed: number): string => renderPage(createWorld({ seed }), { kind: 'results', id: 0 });
    expect(listing(1)).not.toBe(listing(2));
  });

  it('keep hostile names as text', () => {
    const world = createWorld({ seed: 13 });
    for (const { kind, id } of pagesOf(world, 'hostile-names-1')) {
      const page = renderPage(world, { kind, id });
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('<b>');
      expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Sons');
    }
  });

  it('have no table bodies on served overviews and listings, but some when saved by a browser', () => {
    const world = createWorld({ seed: 14 });
    const { matchId } = world.caseMatch('bo3-2-0');
    const bare = { kind: 'match' as const, id: matchId, size: 'bare' as const };
    expect(renderPage(world, bare)).not.toContain('<tbody>');
    expect(renderPage(world, { kind: 'results', id: 0 })).not.toContain('<tbody>');
    expect(renderPage(world, { ...bare, capture: 'browser-saved' })).toContain('<tbody>');
  });

  it('have absolute links, local images and a comment with the address when saved by a browser', () => {
    const world = createWorld({ seed: 14 });
    const id = world.caseMatch('bo3-2-0').maps[0]?.mapStatsId ?? 0;
    const page = renderPage(world, { kind: 'map-stats', id, capture: 'browser-saved' });
    expect(page).toMatch(
      /^<!DOCTYPE html>\n<!-- saved from url=\(\d{4}\)https:\/\/www\.hltv\.org\/stats\/matches\/mapstatsid\//,
    );
    expect(page).not.toMatch(/<a\b[^>]* href="\//);
    expect(page).not.toMatch(/<img\b[^>]* src="\//);
    expect(page).not.toContain('"preload');
  });

  it('are about as large as on the site when realistic', () => {
    const world = createWorld({ seed: 15 });
    const match = world.caseMatch('bo3-2-1');
    const id = match.maps[0]?.mapStatsId ?? 0;
    const size = 'realistic';
    const between = (text: string, from: number, to: number): void => {
      expect(text.length).toBeGreaterThan(from);
      expect(text.length).toBeLessThan(to);
    };
    between(renderPage(createWorld({ seed: 1, matches: 200 }), { kind: 'results', id: 0, size }), 280_000, 450_000);
    between(renderPage(world, { kind: 'match', id: match.matchId, size }), 500_000, 1_100_000);
    between(renderPage(world, { kind: 'match', id: world.caseMatch('bo5-3-2').matchId, size }), 2_500_000, 3_300_000);
    for (const kind of ['map-stats', 'economy'] as const)
      between(renderPage(world, { kind, id, size }), 150_000, 230_000);
    between(renderPage(world, { kind: 'performance', id, size }), 200_000, 380_000);
    between(renderPage(world, { kind: 'performance', id, size: 'full' }), 4_000_000, 8_000_000);
  });
});

describe('the listing', () => {
  const world = createWorld({ seed: 16, matches: 250, variants: 'plain' });
  const entriesOn = (offset: number): number =>
    [...renderPage(world, { kind: 'results', id: offset }).matchAll(/data-zonedgrouping-entry-unix/g)].length;

  it('has full pages, a short last one and none beyond', () => {
    expect([0, 100, 200, 300].map(entriesOn)).toEqual([100, 100, 50, 0]);
    expect(renderPage(world, { kind: 'results', id: 200 })).toContain('201 - 250 of 250');
  });

  it('has no next page behind an exactly full last one', () => {
    const exact = createWorld({ seed: 16, matches: 200, variants: 'plain' });
    const page = renderPage(exact, { kind: 'results', id: 100 });
    expect(page).toContain('101 - 200 of 200');
    expect(page).toContain('pagination-next inactive');
  });

  it('repeats entries without a time in the featured block', () => {
    const page = renderPage(createWorld({ seed: 1 }), { kind: 'results', id: 0 });
    const block = /<div class="big-results">[\s\S]*?<div class="results-holder allres">/.exec(page)?.[0] ?? '';
    expect(block).toContain('class="result-con "');
    expect(block).not.toContain('data-zonedgrouping-entry-unix');
  });

  it("names days by the server's clock, newest first", () => {
    const days = textsOf(renderPage(world, { kind: 'results', id: 0 }), 'standard-headline').filter((text) =>
      text.startsWith('Results for'),
    );
    expect(days.length).toBeGreaterThan(2);
    expect(days[0]).toBe('Results for February 14th 2026');
  });
});

describe('a map told by its pages', () => {
  const world = createWorld({ seed: 17 });
  const match = world.caseMatch('bo3-overtime-2');
  const [map] = match.maps;
  const id = map?.mapStatsId ?? 0;
  const stats = renderPage(world, { kind: 'map-stats', id });

  it('has as many round icons as rounds, in two containers with overtime', () => {
    const icons = [...stats.matchAll(/round-history-outcome" src="[^"]*\/(\w+)\.svg" title="(\d+-\d+)"/g)];
    expect(icons.length).toBe(35);
    expect(icons.map((icon) => icon[2])).toContain('19-16');
    expect(stats.match(/round-history-con/g)).toHaveLength(2);
  });

  it('has padded histories of thirty icons a row in the layout of 2022', () => {
    const old = world.caseMatch('e22-layout').maps[0]?.mapStatsId ?? 0;
    const page = renderPage(world, { kind: 'map-stats', id: old });
    expect(page.match(/round-history-outcome/g)).toHaveLength(60);
    expect(page).not.toContain('traditional-data');
  });

  it('says on the overview one group for all overtimes', () => {
    const page = renderPage(world, { kind: 'match', id: match.matchId });
    expect(page).toContain('<span> (</span><span>7</span><span class="">:</span><span>4</span><span>)</span>');
  });

  it('hides in bars and duplicates numbers that are not the ones shown', () => {
    const page = renderPage(world, { kind: 'performance', id });
    const bars = [
      ...page.matchAll(
        /&quot;label&quot;:&quot;KPR&quot;,&quot;value&quot;:&quot;([\d.]+)&quot;.*?&quot;displayValue&quot;:&quot;([\d.]+)&quot;/g,
      ),
    ];
    expect(bars.length).toBe(10);
    expect(bars.filter((bar) => bar[1] === bar[2]).length).toBeLessThan(3);
  });
});
