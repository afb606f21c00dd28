import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import type { VerificationFinding } from '../../src/output/documents/verification.ts';
import { PAGE_KINDS } from '../../src/page-kinds.ts';
import { openPageWorkers } from '../../src/reparse/page-workers.ts';
import { savedListingHandler } from '../../src/stages/discovery.ts';
import { targetHandlers } from '../../src/stages/handlers.ts';
import { openDatabase } from '../../src/store/database.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { collectCorrections } from '../../src/verification/fix.ts';
import { type Verification, verify } from '../../src/verification/verify.ts';
import { CRAWLED_AT_MS, type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';
import { plantInField, plantInRecord, plantInTable, seeded } from './planted.ts';

/** TEST_PLANTED=1000 plants so many wrong values. */
const PLANTED = Number(process.env.TEST_PLANTED ?? 20);

let folder: CrawledFolder;
let database: Database;
let store: Store;
let archive: Archive;

beforeAll(async () => {
  folder = await crawledFolder({ seed: 3, matches: 2 });
  database = openDatabase({ file: folder.file, readOnly: false, clock: () => CRAWLED_AT_MS });
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  store = storeOn(database, { file: folder.file, clock: () => CRAWLED_AT_MS, skipsDamagedRecords: true });
  archive = openArchive(join(folder.dataDir, 'archive'));
});

afterAll(() => {
  store.close();
  folder[Symbol.dispose]();
});

async function findings(over: Partial<Verification> = {}): Promise<VerificationFinding[]> {
  const found: VerificationFinding[] = [];
  await verify({
    ...{
      store,
      archive,
      selection: { matchIds: null, sinceMs: null },
      kinds: PAGE_KINDS,
      readsFiles: false,
      reading: null,
    },
    report: (finding) => found.push(finding),
    countPhase: () => () => undefined,
    isStopped: async () => false,
    ...over,
  });
  return found;
}

const hardOnes = async (over: Partial<Verification> = {}): Promise<VerificationFinding[]> =>
  (await findings(over)).filter(({ severity }) => severity === 'hard');

/** What `verify` finds after `plant`; the database is as before then. */
async function planted<Planted>(plant: () => Planted): Promise<{ what: Planted; found: VerificationFinding[] }> {
  database.exec('BEGIN');
  try {
    const what = plant();
    return { what, found: what === null ? [] : await hardOnes() };
  } finally {
    database.exec('ROLLBACK');
  }
}

it('finds nothing wrong after a crawl', async () => {
  expect(await findings({ readsFiles: true })).toEqual([]);
});

it('tells soft findings that were stored with a page from new ones', async () => {
  database.exec('BEGIN');
  const { id, record } = plantInField(database, { kind: 'match', field: 'title', value: 'Another title' });
  const [finding] = await findings();
  expect(finding).toMatchObject({ rule: 'match/title', severity: 'soft', isKnown: false, matchId: id, kind: 'match' });
  if (finding === undefined) throw new Error('nothing was found');
  const { rule, severity, mapNumber, expected, seen } = finding;
  store.findings.replace({ kind: 'match', id, runId: 1, findings: [{ rule, severity, mapNumber, expected, seen }] });
  expect(await findings()).toMatchObject([{ rule, isKnown: true }]);
  expect(record).toMatchObject({ title: 'Another title' });
  database.exec('ROLLBACK');
});

/** Totals of 0 say the same as none. */
const TABLES = [
  ...['matches', 'vetoes', 'lineups', 'maps', 'player_map_stats', 'rounds', 'round_economy', 'kill_matrix'],
  ...['match_teams', 'map_teams', 'veto_totals', 'observed_names', 'teams', 'players', 'events'],
  ...['target_totals', 'waiting_matches', 'waiting_match_totals'],
];

describe('a single wrong value', () => {
  it(`in a table is found, ${Math.ceil(PLANTED / 2)} times`, async () => {
    const random = seeded(1);
    const missed: string[] = [];
    let done = 0;
    for (let place = 0; done < PLANTED / 2; place += 1) {
      const table = TABLES[place % TABLES.length] ?? 'matches';
      const { what, found } = await planted(() => plantInTable(database, random, table));
      if (what === null) continue;
      done += 1;
      if (found.length === 0) missed.push(what);
    }
    expect(missed).toEqual([]);
  });

  it(`in a record is found, ${Math.ceil(PLANTED / 2)} times`, async () => {
    const random = seeded(2);
    const missed: string[] = [];
    for (let done = 0; done < PLANTED / 2; ) {
      const { what, found } = await planted(() => plantInRecord(database, random));
      if (what === null) continue;
      done += 1;
      if (!found.some(({ rule }) => rule === 'records/intact')) missed.push(what);
    }
    expect(missed).toEqual([]);
  });

  it(`in an archived document is found, ${Math.ceil(PLANTED / 10)} times`, async () => {
    const random = seeded(3);
    const pages = store.pages.list({ kinds: PAGE_KINDS });
    const missed: string[] = [];
    for (let done = 0; done < PLANTED / 10; done += 1) {
      const page = pages[Math.floor(random() * pages.length)];
      if (page?.file == null) throw new Error('nothing was archived');
      const file = join(folder.dataDir, 'archive', page.file);
      const bytes = readFileSync(file);
      const document = gunzipSync(bytes);
      const at = Math.floor(random() * document.length);
      document[at] = (document[at] ?? 0) ^ 1;
      writeFileSync(file, gzipSync(document));
      const found = await hardOnes({ readsFiles: true, kinds: [page.kind] });
      writeFileSync(file, bytes);
      if (!found.some(({ rule, id }) => rule === 'archive/document' && id === page.id)) missed.push(`${file} ${at}`);
    }
    expect(missed).toEqual([]);
  });

  it('that a page was read with is found where the page is read again', async () => {
    database.exec('BEGIN');
    const { id } = plantInField(database, { kind: 'match', field: 'seriesPlayerStats', value: [] });
    try {
      expect(await hardOnes()).toEqual([]);
      await using pool = openPageWorkers(1);
      const results = savedListingHandler(store, 0, (entries, fetchedAtMs) =>
        store.listing.differing(entries, fetchedAtMs),
      );
      const found = await findings({ reading: { pool, handlers: { results, ...targetHandlers(store) } } });
      const hard = found.filter(({ severity }) => severity === 'hard');
      expect(hard).toMatchObject([{ rule: 'pages/same-record', kind: 'match', id }]);
      expect(hard[0]?.expected).toMatch(/^seriesPlayerStats/);
    } finally {
      database.exec('ROLLBACK');
    }
  });
});

describe('what verify finds', () => {
  it.each([
    ['tables/maps', `DELETE FROM maps WHERE map_stats_id = (SELECT min(map_stats_id) FROM maps)`],
    ['tables/matches', `DELETE FROM page_records WHERE kind = 'match' AND id = (SELECT min(match_id) FROM matches)`],
    ['database/foreign-keys', `INSERT INTO vetoes VALUES (77, 1, NULL, 'removed', 'Mirage')`],
    [
      'names/observed_names',
      `INSERT INTO observed_names (entity, entity_id, as_of_ms, page_rank, page_id, name)
      SELECT entity, entity_id, 5, page_rank, page_id, name FROM observed_names LIMIT 1`,
    ],
    [
      'targets/done-has-record',
      `DELETE FROM page_records WHERE kind = 'economy' AND id = (SELECT min(map_stats_id) FROM maps)`,
    ],
    [
      'targets/record-has-target',
      `DELETE FROM targets WHERE kind = 'match' AND id = (SELECT min(match_id) FROM matches)`,
    ],
    ['targets/map-has-targets', `DELETE FROM targets WHERE kind = 'economy'`],
    ['targets/match', `UPDATE targets SET match_id = 77 WHERE kind = 'economy'`],
    ['targets/state', `UPDATE targets SET state = 'awaiting' WHERE kind = 'match'`],
    ['targets/follow-ups', `UPDATE targets SET has_follow_ups = 0`],
    ['targets/listed-end', `UPDATE targets SET listed_end_ms = 5 WHERE kind = 'match'`],
    ['targets/totals', `UPDATE target_totals SET count = count + 1`],
    ['targets/waiting', `INSERT INTO waiting_matches VALUES (1, 1, 0, NULL)`],
    ['targets/waiting-totals', `INSERT OR REPLACE INTO waiting_match_totals VALUES (15, 7)`],
    ['pages/has-record', `UPDATE pages SET parser_version = 99 WHERE kind = 'match'`],
    ['pages/record-is-logged', `DELETE FROM pages WHERE kind = 'match'`],
    ['records/intact', `UPDATE page_records SET record = x'28b52ffd' WHERE kind = 'economy'`],
    ['records/intact', `UPDATE page_records SET sha256 = zeroblob(32) WHERE kind = 'match'`],
    ['records/match-id', `UPDATE page_records SET match_id = 77 WHERE kind = 'map-stats'`],
    ['archive/document', `UPDATE pages SET sha256 = 'other' WHERE kind = 'results'`],
    ['archive/file', `UPDATE pages SET file = 'match/1/1.html.gz' WHERE kind = 'match'`],
  ])('%s', async (rule, damage) => {
    database.exec('BEGIN');
    try {
      database.exec(damage);
      expect((await hardOnes({ readsFiles: true })).map((finding) => finding.rule)).toContain(rule);
    } finally {
      database.exec('ROLLBACK');
    }
  });

  it('names match, map, column and both values', async () => {
    database.exec(`BEGIN; UPDATE player_map_stats SET kills = kills + 1 WHERE (match_id, map_number, player_id, side)
      = (SELECT match_id, map_number, player_id, side FROM player_map_stats WHERE side = 'both' LIMIT 1)`);
    const found = await hardOnes();
    database.exec('ROLLBACK');
    expect(found).toMatchObject([{ rule: 'tables/player_map_stats', column: 'kills', mapNumber: expect.any(Number) }]);
    expect(Number(found[0]?.seen)).toBe(Number(found[0]?.expected) + 1);
  });

  it.each([
    ['archive/readable', (bytes: Buffer) => bytes.fill(0, 30, 60)],
    ['archive/document', (bytes: Buffer) => gzipSync(gunzipSync(bytes).fill(32, 100, 101))],
    ['archive/file', () => null],
  ])('%s of an archived file', async (rule, damage) => {
    const [page] = store.pages.list({ kinds: ['match'] });
    const file = join(folder.dataDir, 'archive', page?.file ?? '');
    const bytes = readFileSync(file);
    const damaged = damage(Buffer.from(bytes));
    if (damaged === null) rmSync(file);
    else writeFileSync(file, damaged);
    const found = await hardOnes({ readsFiles: true });
    writeFileSync(file, bytes);
    expect(found).toMatchObject([{ rule, kind: 'match', id: page?.id }]);
  });

  it('is restricted to matches and kinds', async () => {
    const [first = 0, second = 0] = store.tables.rows('matches').map(({ matchId }) => matchId);
    database.exec(`BEGIN; UPDATE matches SET stage = 'x' WHERE match_id IN (${first}, ${second})`);
    const ofSecond = await hardOnes({ selection: { matchIds: [second], sinceMs: null } });
    const ofEconomy = await hardOnes({ kinds: ['economy'] });
    const later = await hardOnes({ selection: { matchIds: null, sinceMs: CRAWLED_AT_MS } });
    database.exec('ROLLBACK');
    expect(ofSecond.map(({ matchId }) => matchId)).toEqual([second]);
    expect([ofEconomy, later]).toEqual([[], []]);
  });
});

it('corrects what follows from other rows, and only that', async () => {
  const before = contents();
  const damages = [
    `UPDATE player_map_stats SET kills = kills + 1`,
    `UPDATE vetoes SET map_name = map_name || 'x'`,
    `DELETE FROM maps WHERE map_number = 2`,
    `UPDATE match_teams SET team_number = 3 - team_number`,
    `UPDATE veto_totals SET won = won + 1`,
    `UPDATE observed_names SET name = name || '!'`,
    `UPDATE teams SET country = 'x'`,
    `DELETE FROM players WHERE player_id = (SELECT min(player_id) FROM players)`,
    `INSERT INTO events VALUES (77, 'None')`,
    `UPDATE targets SET has_follow_ups = 0, match_id = 77 WHERE kind <> 'match'`,
    `UPDATE target_totals SET count = count + 1`,
  ];
  database.exec(`BEGIN; ${damages.join('; ')}`);
  const corrections = collectCorrections();
  for (const finding of await hardOnes()) corrections.note(finding);
  corrections.apply(store);
  const left = await hardOnes();
  const after = contents();
  database.exec('ROLLBACK');
  expect(left).toEqual([]);
  expect(after).toEqual(before);
});

it('corrects the selected matches only, and changes no total that was not compared', async () => {
  const [first = 0, second = 0] = store.tables.rows('matches').map(({ matchId }) => matchId);
  const damages = [
    `UPDATE vetoes SET action = iif(action = 'picked', 'removed', 'picked') WHERE action <> 'left_over'`,
    `UPDATE round_events SET team1_win_probability = 100 - team1_win_probability`,
  ];
  const totals = () =>
    ['veto_totals', 'situation_totals'].map((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4, 5`).all(),
    );
  const before = totals();
  expect(before.map((rows) => rows.length)).not.toContain(0);
  database.exec(`BEGIN; ${damages.join('; ')}`);
  const corrections = collectCorrections();
  for (const finding of await hardOnes({ selection: { matchIds: [first], sinceMs: null } })) corrections.note(finding);
  corrections.apply(store);
  const left = await hardOnes();
  const after = totals();
  database.exec('ROLLBACK');
  expect(new Set(left.map(({ matchId }) => matchId))).toEqual(new Set([second]));
  expect(after).toEqual(before);
});

function contents(): Record<string, unknown[]> {
  return Object.fromEntries(
    [...TABLES, 'targets'].map((table) => [
      table,
      database
        .prepare(`SELECT * FROM ${table} ${/^(target|waiting_match)_totals$/.test(table) ? 'WHERE count > 0' : ''}`)
        .all(),
    ]),
  );
}
