import { describe, expect, it } from 'vitest';
import { type PageKind, TARGET_KINDS } from '../../src/page-kinds.ts';
import type { PageRecords } from '../../src/page-records.ts';
import { identifyPage } from '../../src/pages/pages.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { savePage } from '../helpers/save-page.ts';
import { HOSTILE_NAMES } from './names.ts';
import { ALL_PAGES, asHtml, bent, parsed, sitePage } from './pages.ts';

/** The names that the pages of the match show, each in several places. */
const match = parsed('match', sitePage('match').html);
const eventName = match.eventName ?? '';
const player = match.playerMapStats[0]?.playerName ?? '';
const map = match.maps[0]?.mapName ?? '';
const SHOWN: Record<PageKind, string[]> = {
  results: [match.team1Name ?? '', eventName],
  match: [match.team1Name ?? '', eventName, match.stage ?? '', player, map],
  'map-stats': [match.team1Name ?? '', eventName, player, map],
  performance: [match.team1Name ?? '', eventName, player],
  economy: [match.team1Name ?? '', eventName],
};

const RECORDS = Object.fromEntries(ALL_PAGES.map(({ kind, html }) => [kind, parsed(kind, html)]));

/** Every name of the page replaced by another, in its markup and in the JSON of its charts. */
function renamed(kind: PageKind, html: string, name: string): string {
  const inJson = asHtml(JSON.stringify(name).slice(1, -1));
  return SHOWN[kind].reduce((page, known) => {
    const quoted = `&quot;${asHtml(known)}&quot;`;
    const withJson = page.includes(quoted) ? bent(page, quoted, `&quot;${inJson}&quot;`) : page;
    return bent(withJson, asHtml(known), asHtml(name));
  }, html);
}

const records = new Map<string, PageRecords[PageKind]>();

/** What a page says with every name replaced by another; each is parsed once. */
function recordWith<Kind extends PageKind>(kind: Kind, name: string): PageRecords[Kind] {
  const key = `${kind} ${name}`;
  const record = records.get(key) ?? parsed(kind, renamed(kind, sitePage(kind).html, name));
  records.set(key, record);
  return record as PageRecords[Kind];
}

/** Every name of a record replaced by another. */
function renamedRecord<Value>(kind: PageKind, value: Value, name: string): Value {
  const known = SHOWN[kind];
  return JSON.parse(JSON.stringify(value), (key, text) =>
    typeof text === 'string' && !['url', 'path', 'mapStatsPath'].includes(key)
      ? known.reduce((changed, one) => changed.replaceAll(one, () => name), text)
      : text,
  );
}

describe.each(HOSTILE_NAMES)('a name of $what', ({ name, shown = name }) => {
  it.each(ALL_PAGES)('is read as it is shown from a $kind page', ({ kind }) => {
    const record = recordWith(kind, name);
    const isMapShown = SHOWN[kind].includes(map);
    const unknowns = isMapShown ? { unknowns: [{ what: 'map', seen: shown.slice(0, 80) }] } : {};
    const { issues = [], ...read } = record;
    expect(read).toEqual({ ...renamedRecord(kind, RECORDS[kind], shown), ...unknowns });
    // A name of character references is reported where it stands between other words.
    expect(issues.filter(({ expected }) => expected !== 'text without character references')).toEqual([]);
  });

  it('comes back from the database as it went in, and as JSON', () => {
    using store = memoryStore(Date.now);
    saveAll(store, name);
    const all = store.tables.all();
    const { matches, maps, teams, players, events, lineups, player_map_stats } = all;
    expect(matches).toMatchObject([{ team1Name: shown, eventName: shown, stage: shown }]);
    expect(maps.map(({ mapName }) => mapName)).toContain(shown);
    expect(teams.map((team) => team.name)).toContain(shown);
    expect(events).toMatchObject([{ name: shown }]);
    for (const rows of [players.map((row) => row.name), [...lineups, ...player_map_stats].map((row) => row.playerName)])
      expect(rows).toContain(shown);
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });
});

describe('a word of the language', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('is no status: %s', (word) => {
    const page = bent(sitePage('match').html, 'Match over', word);
    // Both teams have a final score and no timer runs: over, in whatever words.
    expect(parsed('match', page).status).toBe('finished');
  });

  it.each(['constructor', '__proto__', 'toString'])('is no way to end a round: %s', (word) => {
    const page = bent(sitePage('map-stats').html, /\/(?:ct_win|t_win|bomb_defused|bomb_exploded)\.svg/, `/${word}.svg`);
    expect(parsed('map-stats', page).rounds.filter(({ outcome }) => outcome === null)).toHaveLength(1);
  });
});

describe('a name that looks like markup', () => {
  const words = ['match-page', 'stats-match', 'contentCol', 'result-con', 'killmatrix-content', 'equipment-categories'];

  it.each(ALL_PAGES)('makes no other page of a $kind page', ({ kind, id, html }) => {
    for (const word of words) {
      const name = `x class="${word}" y`;
      // Quotes may stand in a text as they are.
      const page = html
        .replaceAll(`>${match.eventName}<`, `>${name}<`)
        .replaceAll(` at ${match.eventName} |`, ` at ${name} |`);
      expect(page).toContain(name);
      expect(identifyPage(page)).toMatchObject({ kind, id, hasData: true });
    }
  });
});

describe('half a surrogate pair', () => {
  it('is the replacement character, in the record as in the database', () => {
    const { html } = sitePage('economy');
    const known = asHtml(match.team1Name ?? '');
    const page = bent(bent(html, `&quot;${known}&quot;`, '&quot;a\\ud83d&quot;'), known, 'a\ufffd');
    const record = parsed('economy', page);
    expect(record.team1Name).toBe('a\ufffd');
    using store = memoryStore(Date.now);
    savePage(store, 'economy', record);
    expect(store.pageRecords.find('economy', record.mapStatsId)?.team1Name).toBe('a\ufffd');
  });

  it('as a reference is what a browser makes of it', () => {
    const page = bent(sitePage('match').html, asHtml(eventName), 'a&#xD83D;b&#0;c&#155;');
    expect(parsed('match', page).eventName).toBe('a\ufffdb\ufffdc\u203a');
  });
});

function saveAll(store: Store, name: string): void {
  const { entries } = recordWith('results', name);
  const reasonToSkip = () => null;
  store.listing.savePage({ entries, reasonToSkip, force: false, crawled: true });
  for (const kind of TARGET_KINDS) savePage(store, kind, recordWith(kind, name));
}
