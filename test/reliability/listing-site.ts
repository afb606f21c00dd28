import type { Answer, Fetcher, PageRequest } from '../../src/fetcher.ts';

/** A results listing in memory, to be changed at will: matches come, go, and pages fail. */
export type ListingSite = {
  fetcher: Fetcher;
  /** Offsets asked for since the last look. */
  asked(): number[];
  /** Newer matches on top; the time between two is `spacingMs`. */
  add(count: number): void;
  /** Takes matches off the listing, by their places. */
  remove(places: readonly number[]): void;
  /** Ids, newest first. */
  ids(): number[];
  endOf(id: number): number;
  /** Called before each answer; may throw, or change the listing. */
  onPage(hook: (offset: number) => void): void;
  /** Changes the text of every page on its way. */
  bend(how: (html: string, offset: number) => string): void;
};

export const PAGE_SIZE = 100;
const SPACING_MS = 40 * 60_000;

type Entry = { id: number; endedAtMs: number };

export function listingSite(options: { matches: number; oldestMs: number; nowMs: () => number }): ListingSite {
  let entries: Entry[] = [];
  let nextId = 2_300_000;
  let hook: (offset: number) => void = () => {};
  let bend = (html: string, _offset: number): string => html;
  const asked: number[] = [];

  function add(count: number): void {
    for (let made = 0; made < count; made += 1) {
      nextId += 3;
      const endedAtMs = (entries[0]?.endedAtMs ?? options.oldestMs) + SPACING_MS;
      entries = [{ id: nextId, endedAtMs }, ...entries];
    }
  }

  async function fetch(request: PageRequest): Promise<Answer> {
    if (request.kind !== 'results') throw new Error(`this site has no ${request.kind} pages`);
    asked.push(request.id);
    hook(request.id);
    const html = bend(page(entries, request.id), request.id);
    return {
      request,
      url: request.path,
      httpStatus: 200,
      html,
      document: Buffer.from(html),
      contentType: null,
      fetchedAtMs: options.nowMs(),
      transport: 'fetch',
      transportReason: null,
    };
  }

  add(options.matches);
  return {
    fetcher: { fetch, [Symbol.asyncDispose]: () => Promise.resolve() },
    asked: () => asked.splice(0),
    add,
    remove(places) {
      entries = entries.filter((_, place) => !places.includes(place));
    },
    ids: () => entries.map(({ id }) => id),
    endOf: (id) => entries.find((entry) => entry.id === id)?.endedAtMs ?? Number.NaN,
    onPage(next) {
      hook = next;
    },
    bend(how) {
      bend = how;
    },
  };
}

function page(entries: readonly Entry[], offset: number): string {
  const shown = entries.slice(offset, offset + PAGE_SIZE);
  const last = Math.min(offset + PAGE_SIZE, entries.length);
  const next = last >= entries.length ? 'pagination-next inactive' : 'pagination-next';
  return `<!DOCTYPE html><html><head><title>Counter-Strike Results | HLTV.org</title>
<link href="https://www.hltv.org/results" rel="canonical"></head><body>
<div class="bgPadding"><div class="widthControl"><div class="colCon"><div class="contentCol"><div class="results">
<div class="pagination-component"><span class="pagination-data">${offset + 1} - ${last} of ${entries.length}</span>
<a class="pagination-prev"></a><a class="${next}"></a></div>
<div class="results-holder allres"><div class="results-all"><div class="results-sublist">
${shown.map(row).join('\n')}
</div></div></div></div></div></div></div></div></body></html>`;
}

const row = ({ id, endedAtMs }: Entry): string => `<div class="result-con" data-zonedgrouping-entry-unix="${endedAtMs}">
<a href="/matches/${id}/one-vs-two" class="a-reset"><div class="result"><table><tr>
<td class="team-cell"><div class="line-align team1"><div class="team">One</div></div></td>
<td class="result-score"><span class="score-won">2</span> - <span class="score-lost">0</span></td>
<td class="team-cell"><div class="line-align team2"><div class="team">Two</div></div></td>
<td class="event"><span class="event-name">Cup</span></td>
<td class="star-cell"><div class="map-text">bo3</div></td>
</tr></table></div></a></div>`;
