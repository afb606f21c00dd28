import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { openDatabase } from '../../src/store/database.ts';
import { listMigrations } from '../../src/store/migrations.ts';
import { openStore, storeOn } from '../../src/store/store.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { listingEntry, matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { canMount, onTmpfs } from '../helpers/tmpfs.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-database-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
let file = '';
let number = 0;
beforeEach(() => {
  number += 1;
  folder = join(root, String(number));
  mkdirSync(folder);
  file = join(folder, 'hltv.db');
});

const open = (options: { readOnly?: boolean } = {}) => openStore({ file, clock: () => 1_771_200_000_000, ...options });

const errorOf = (work: () => unknown): EnvironmentError => {
  try {
    work();
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('Expected an EnvironmentError, and nothing was thrown.');
};

let filled: Buffer | undefined;

/** A database of 60 matches; it is filled once, the others are copies. */
const fill = () => {
  if (filled !== undefined) return writeFileSync(file, filled);
  const store = open();
  store.transaction(() => {
    for (let matchId = 1; matchId <= 60; matchId += 1) {
      savePage(store, 'match', matchPage({ matchId, maps: [], playerMapStats: [] }));
    }
  });
  store.close();
  filled = readFileSync(file);
};

describe('opening', () => {
  it('makes the folder and the database, and finds it again', () => {
    file = join(folder, 'new', 'deep', 'hltv.db');
    const store = open();
    savePage(store, 'match', matchPage());
    store.close();
    expect(open().tables.rows('matches')).toHaveLength(1);
  });

  it('leaves one file behind: the WAL is emptied at close', () => {
    fill();
    expect(readdirSync(folder)).toEqual(['hltv.db']);
  });

  it('empties the WAL when asked to', () => {
    using store = open();
    savePage(store, 'match', matchPage());
    expect(store.diagnose().walBytes).toBeGreaterThan(0);
    store.checkpoint();
    expect(store.diagnose().walBytes).toBe(0);
  });

  it('sets what safety needs: WAL, full sync, foreign keys, our application id', () => {
    using store = open();
    savePage(store, 'match', matchPage());
    expect(existsSync(`${file}-wal`)).toBe(true);
    const reader = new Database(file, { readonly: true });
    expect(reader.pragma('application_id', { simple: true })).toBe(0x484c5456);
    expect(reader.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(reader.prepare('SELECT count(*) FROM matches').pluck().get()).toBe(1);
    reader.close();
  });

  it('waits for the disk at every commit, follows foreign keys, checks what it reads', () => {
    const database = openDatabase({ file, readOnly: false, clock: () => 1 });
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(['synchronous', 'foreign_keys', 'cell_size_check'].map(pragma)).toEqual([2, 1, 1]);
    expect(pragma('busy_timeout')).toBe(10_000);
    expect(pragma('journal_size_limit')).toBe(64 * 1024 * 1024);
    database.close();
  });

  it('takes a path that looks like a URI for a path', () => {
    file = join(folder, 'file:x?mode=memory');
    open().close();
    expect(readdirSync(folder)).toEqual(['file:x?mode=memory']);
  });

  it('does not wait for a reader when it closes', () => {
    const store = open();
    savePage(store, 'match', matchPage());
    const reader = new Database(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM matches').all();
    savePage(store, 'match', matchPage({ note: 'changed' }));
    const before = performance.now();
    store.close();
    expect(performance.now() - before).toBeLessThan(2000);
    reader.close();
    expect(open().tables.rows('matches')[0]?.note).toBe('changed');
  });
});

describe('reading only', () => {
  it('never writes', () => {
    fill();
    const before = readFileSync(file);
    const store = open({ readOnly: true });
    expect(store.tables.rows('matches')).toHaveLength(60);
    expect(errorOf(() => savePage(store, 'match', matchPage())).code).toBe('read-only');
    store.checkpoint();
    store.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('says what to run when there is no database yet', () => {
    const error = errorOf(() => open({ readOnly: true }));
    expect(error).toMatchObject({
      code: 'no-database',
      message: expect.stringContaining('Run scrape or import first'),
    });
    expect(existsSync(file)).toBe(false);
  });

  it('asks for an upgrade when the schema is older', () => {
    open().close();
    const database = new Database(file);
    database.exec('DELETE FROM schema_version WHERE version > 1');
    database.close();
    expect(errorOf(() => open({ readOnly: true }))).toMatchObject({ code: 'older-schema' });
  });

  it('sees what a running writer has committed', () => {
    using writer = open();
    savePage(writer, 'match', matchPage());
    using reader = open({ readOnly: true });
    expect(reader.tables.rows('matches')).toHaveLength(1);
  });
});

describe('files that are not to be touched', () => {
  const untouched = (code: string, words: RegExp) => {
    const before = readFileSync(file);
    for (const readOnly of [true, false]) {
      const error = errorOf(() => open({ readOnly }));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(words);
      expect(error.message).toContain(file);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  };

  it('the database of another program', () => {
    const other = new Database(file);
    other.exec('CREATE TABLE customers (name TEXT)');
    other.close();
    untouched('foreign-database', /another program.*--data-dir/);
  });

  it('the database of another program that has an application id', () => {
    const other = new Database(file);
    other.pragma('application_id = 1');
    other.close();
    untouched('foreign-database', /another program/);
  });

  it('a file that is no database', () => {
    writeFileSync(file, 'match_id,team1\n'.repeat(500));
    untouched('database-damaged', /damaged.*import/);
  });

  it('a database whose first page is damaged', () => {
    fill();
    const bytes = readFileSync(file);
    bytes.fill(0x55, 100, 3000);
    writeFileSync(file, bytes);
    untouched('database-damaged', /damaged/);
  });

  it('a database with a format that SQLite does not know', () => {
    fill();
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(9, 44);
    writeFileSync(file, bytes);
    untouched('database-damaged', /damaged.*import .*archive/);
  });

  it('a database with a newer schema', () => {
    open().close();
    const database = new Database(file);
    database.exec(`INSERT INTO schema_version VALUES (99, 'from-the-future', 1)`);
    database.close();
    untouched('newer-schema', /version 99, this program knows \d+\. Install a newer/);
  });
});

describe('a damaged page inside', () => {
  it('is reported where it makes a value that none of this program is', () => {
    fill();
    const database = new Database(file);
    database.pragma('ignore_check_constraints = on');
    database.exec(`UPDATE lineups SET player_name = ''`);
    database.close();
    using store = open();
    expect(() => store.tables.all()).toThrow(/damaged.*\(table lineups, playerName: /);
  });

  it('is reported with file and remedy when it is read, and found by the diagnosis', () => {
    fill();
    const database = new Database(file);
    const number = database.prepare(`SELECT pageno FROM dbstat WHERE name = 'matches'`).pluck().get();
    database.close();
    const bytes = readFileSync(file);
    const page = (Number(number) - 1) * 4096;
    bytes.fill(0xff, page, page + 64);
    writeFileSync(file, bytes);
    using store = open();
    const error = errorOf(() => store.tables.all());
    expect(error).toMatchObject({ code: 'database-damaged', message: expect.stringContaining(file) });
    expect(errorOf(() => [...store.tables.iterate('matches')]).code).toBe('database-damaged');
    expect(store.diagnose().problems.length).toBeGreaterThan(0);
  });

  it('never passes for a good file when random bytes hit the head of a page', () => {
    fill();
    const whole = readFileSync(file);
    const pages = whole.length / 4096;
    const outcomes = new Set<string>();
    for (let page = 1; page < pages; page += ALL_FORMS ? 1 : 3) {
      const bytes = Buffer.from(whole);
      for (let index = 0; index < 8; index += 1) bytes[page * 4096 + index] = (page * 37 + index * 101) % 256;
      writeFileSync(file, bytes);
      outcomes.add(examine());
    }
    expect([...outcomes].sort()).toEqual(['found by the diagnosis', 'refused']);
  });

  const examine = () => {
    try {
      using store = open();
      return store.diagnose().problems.length > 0 ? 'found by the diagnosis' : 'passed';
    } catch (error) {
      if (error instanceof EnvironmentError && error.code === 'database-damaged') return 'refused';
      throw error;
    }
  };
});

describe('a diagnosis', () => {
  it('finds nothing wrong with a good file and states versions and sizes', () => {
    fill();
    using store = open();
    expect(store.diagnose()).toEqual({
      sqliteVersion: expect.stringMatching(/^3\.\d+\.\d+$/),
      problems: [],
      schemaVersion: listMigrations().length,
      knownSchemaVersion: listMigrations().length,
      fileBytes: statSync(file).size,
      walBytes: 0,
      freeBytes: 0,
    });
  });

  it('finds rows without their page', () => {
    fill();
    const database = new Database(file);
    database.pragma('foreign_keys = OFF');
    database.exec('DELETE FROM matches WHERE match_id = 3');
    database.close();
    using store = open();
    expect(store.diagnose().problems).toContain('a row of lineups has no parent in matches');
  });
});

describe('no space left', () => {
  const limited = () => {
    open().close();
    const database = openDatabase({ file, readOnly: false, clock: () => 1 });
    return { database, store: storeOn(database, { file, clock: () => 1 }) };
  };

  it('is reported with file and remedy, and what was stored stays whole', () => {
    const { database, store } = limited();
    savePage(store, 'match', matchPage());
    const before = store.tables.all();
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 8}`);
    const error = errorOf(() => {
      for (let matchId = 1; matchId < 1000; matchId += 1) {
        store.transaction(() => {
          savePage(store, 'match', matchPage({ matchId, maps: [], playerMapStats: [] }));
          store.listing.savePage({
            entries: [listingEntry({ matchId })],
            reasonToSkip: () => null,
            force: false,
            crawled: true,
          });
        });
      }
    });
    expect(error).toMatchObject({ code: 'disk-full', message: expect.stringContaining(file) });
    expect(error.message).toMatch(/Free some space/);
    const after = store.tables.all();
    expect(after.player_map_stats).toEqual(before.player_map_stats);
    expect(after.matches.length).toBeGreaterThan(1);
    expect(after.matches).toHaveLength(store.targets.counts().match.pending + 1);
    store.close();
    expect(open().diagnose().problems).toEqual([]);
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(canMount)('a really full disk (needs root)', () => {
  it('is named while the database is made, at any size, and the next start continues from there', () => {
    for (let bytes = 0; bytes <= 320 * 1024; bytes += 32 * 1024) {
      onTmpfs(folder, Math.max(bytes, 4096), (remount) => {
        try {
          open().close();
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(disk-full|disk-error)$/) });
          expect(String(error)).toContain(file);
        }
        remount('size=4194304');
        using store = open();
        expect(store.diagnose().problems).toEqual([]);
      });
    }
  });

  it('is named while pages are stored; with more space the same program continues', () => {
    onTmpfs(folder, 1024 * 1024, (remount) => {
      const store = open();
      const saveMany = () => {
        for (let matchId = 1; matchId < 1200; matchId += 1) {
          savePage(store, 'match', matchPage({ matchId, maps: [], playerMapStats: [] }));
        }
      };
      expect(errorOf(saveMany).code).toBe('disk-full');
      expect(store.diagnose().problems).toEqual([]);
      remount('size=67108864');
      saveMany();
      expect(store.tables.rows('matches')).toHaveLength(1199);
      store.close();
    });
  });
});

/** Root may write everywhere, so a read-only mount replaces a folder without permission. */
describe.runIf(canMount)('a read-only disk (needs root)', () => {
  it('refuses to write and to read, naming the file and the remedy', () => {
    onTmpfs(folder, 4 * 1024 * 1024, (remount) => {
      open().close();
      remount('ro');
      expect(errorOf(() => open())).toMatchObject({ code: 'read-only', message: expect.stringContaining(file) });
      const reading = errorOf(() => open({ readOnly: true }));
      expect(reading).toMatchObject({
        code: 'read-only',
        message: expect.stringMatching(/Copy it to a writable folder/),
      });
    });
  });

  it('names the folder that cannot be made', () => {
    onTmpfs(folder, 4 * 1024 * 1024, (remount) => {
      remount('ro');
      file = join(folder, 'deep', 'hltv.db');
      expect(errorOf(() => open())).toMatchObject({ code: 'read-only', message: expect.stringContaining(file) });
    });
  });
});

describe.runIf(!isRoot)('a folder without permission (not as root)', () => {
  it('is named', () => {
    fill();
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    expect(errorOf(() => open())).toMatchObject({ code: 'read-only', message: expect.stringContaining(file) });
    chmodSync(folder, 0o755);
  });
});

describe('a copy taken at any moment', () => {
  it('opens whole: the file and its WAL as they lie, mid-run', () => {
    const store = open();
    for (let matchId = 1; matchId <= 20; matchId += 1) {
      savePage(store, 'match', matchPage({ matchId, maps: [], playerMapStats: [] }));
      if (matchId % 5 !== 0) continue;
      const copy = join(folder, `copy-${matchId}.db`);
      copyFileSync(file, copy);
      copyFileSync(`${file}-wal`, `${copy}-wal`);
      using other = openStore({ file: copy, clock: () => 1 });
      expect(other.tables.rows('matches')).toHaveLength(matchId);
      expect(other.diagnose().problems).toEqual([]);
    }
    store.close();
  });
});
