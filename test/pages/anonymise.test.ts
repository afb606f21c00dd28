import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { anonymise } from '../../scripts/anonymise.ts';
import { AnonymiseError, anonymisedPage } from '../../scripts/anonymised-page.ts';
import { addAnonymised, FixtureError, fixtureVocabulary, listFixtures, runFixtures } from '../../scripts/fixtures.ts';
import { createPseudonyms } from '../../scripts/pseudonyms.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

const vocabulary = fixtureVocabulary();
const folder = mkdtempSync(join(tmpdir(), 'hltv-anonymise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = listFixtures().find(({ name }) => name === 'match/bo3-2-1');
const id = fixture?.meta.id ?? 0;
const record = PAGES.match.parse(fixture?.html ?? '', { id });
const [team1Name, team2Name] = [record.team1Name ?? '', record.team2Name ?? ''];
const slug = (name: string): string => name.toLowerCase().replaceAll(' ', '-');
/** The page with teams that no fixture has, in texts and links. */
const SAVED = [
  [team1Name, 'Vexillum Quorra'],
  [team2Name, 'ŻÓŁW9'],
  [slug(team1Name), 'vexillum-quorra'],
  [slug(team2Name), 'żółw9'],
].reduce((html, [from = '', to = '']) => html.replaceAll(from, to), fixture?.html ?? '');

describe('a page without its text', () => {
  const { html, id: newId } = anonymisedPage(SAVED, vocabulary);
  const read = PAGES.match.parse(html, { id: newId });

  it('has no name and no id of the page', () => {
    expect(SAVED).toContain('Vexillum Quorra');
    expect(html).not.toMatch(/vexillum|quorra|żółw/i);
    const { playerMapStats, lineups, maps, eventId, team1Id, team2Id } = record;
    const players = [...playerMapStats, ...lineups].flatMap(({ playerId, playerName }) => [playerId, playerName]);
    const ids = [id, eventId, team1Id, team2Id, ...maps.map(({ mapStatsId }) => mapStatsId), ...players];
    const kept = ids.filter((value) => value !== null && new RegExp(`(?<![\\w])${value}(?![\\w])`).test(html));
    expect(kept).toEqual([]);
  });

  it('keeps one of the comments of visitors', () => {
    const post = (text: string) => `<div class="post">${text}</div>`;
    const page = `<div class="forum">${post('one')}<div class="threading">${post('two')}${post('three')}</div></div>`;
    expect(anonymise(page, new Set(['one', 'two', 'three']))).toMatch(/one(?!.*(?:two|three))/s);
  });

  it('keeps scores, maps and who is who', () => {
    expect(read.maps.map(({ mapName, team1Rounds, team2Rounds }) => [mapName, team1Rounds, team2Rounds])).toEqual(
      record.maps.map(({ mapName, team1Rounds, team2Rounds }) => [mapName, team1Rounds, team2Rounds]),
    );
    const isOfTeam1 = (page: typeof record) => page.playerMapStats.map(({ teamId }) => teamId === page.team1Id);
    expect(isOfTeam1(read)).toEqual(isOfTeam1(record));
    const byPlayer = (page: typeof record) => new Set(page.playerMapStats.map(({ playerId }) => playerId)).size;
    expect(byPlayer(read)).toBe(byPlayer(record));
    expect(read.vetoes.map(({ action, mapName }) => [action, mapName])).toEqual(
      record.vetoes.map(({ action, mapName }) => [action, mapName]),
    );
    expect(read.vetoes.map(({ teamId }) => teamId === read.team1Id)).toEqual(
      record.vetoes.map(({ teamId }) => teamId === record.team1Id),
    );
  });

  it('is another day, by whole weeks', () => {
    const week = 7 * 24 * 3600 * 1000;
    expect(read.startedAtMs).not.toBe(record.startedAtMs);
    expect((record.startedAtMs - read.startedAtMs) % week).toBe(0);
  });

  it('is the same each time', () => {
    expect(anonymise(SAVED, vocabulary)).toBe(html);
  });

  it('keeps no prose and no code, even where the words are known', () => {
    const prose = 'removed picked match over removed picked match over removed picked match over';
    const html = anonymise(
      `<div><script>var removed</script><style>.over{}</style><!-- picked --><p>${prose}</p><p>match over</p></div>`,
      new Set(['removed', 'picked', 'match', 'over', 'var']),
    );
    expect(html).toMatch(/^<div><script><\/script><style><\/style><!----><p>[^<]+<\/p><p>match over<\/p><\/div>\n$/);
    expect(html.replace('<p>match over</p>', '')).not.toMatch(/removed|picked|over/);
  });

  it('is rejected when it would be read differently, with the next step', () => {
    const saved = SAVED.replace('Match over', 'Partida terminada').replaceAll('results-team-score', 'score');
    expect(() => anonymisedPage(saved.replaceAll('Best of 3', 'Quoxy'), vocabulary)).not.toThrow();
    const lacking = new Set([...vocabulary].filter((word) => word !== 'mirage' && word !== 'removed'));
    expect(() => anonymisedPage(SAVED, lacking)).toThrow(AnonymiseError);
    expect(() => anonymisedPage(SAVED, lacking)).toThrow('Add the words of the page that the parser needs');
  });
});

describe('pseudonyms', () => {
  it('are never the same for two words or two numbers, nor one of those that are reserved', () => {
    const { word, number } = createPseudonyms(new Set(['ba', 'be']));
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const words = [...letters].flatMap((first) => [...letters].map((second) => `${first}${second}`));
    const invented = words.map(word);
    expect(new Set(invented).size).toBe(words.length);
    expect(invented).not.toContain('ba');
    const numbers = Array.from({ length: 300 }, (_, index) => `${index + 1}`);
    expect(new Set(numbers.map(number)).size).toBe(numbers.length);
  });

  it('follow the case of a word', () => {
    const { word } = createPseudonyms(new Set());
    expect(word('Falken')).toBe(word('falken').replace(/^./, (letter) => letter.toUpperCase()));
    expect(word('FALKEN')).toBe(word('falken').toUpperCase());
  });
});

describe('npm run fixtures -- --anonymise', () => {
  const file = join(folder, 'saved.html.gz');
  writeFileSync(file, gzipSync(SAVED));
  const lines: string[] = [];
  const tool = { root: join(folder, 'fixtures'), print: (line: string) => lines.push(line) };

  it('writes a fixture that needs no change', () => {
    expect(addAnonymised([file, 'match/new-time', 'what is special'], tool)).toBe(0);
    const meta: unknown = JSON.parse(readFileSync(join(folder, 'fixtures/match/new-time/meta.json'), 'utf8'));
    expect(meta).toMatchObject({ describes: 'what is special' });
    expect(lines[0]).toContain('Look through page.html before you commit it.');
    expect(runFixtures(['--check'], tool)).toBe(0);
    expect(() => addAnonymised([file, 'match/new-time', 'again'], tool)).toThrow('match/new-time already exists');
  });

  it('prints what it expects', () => {
    expect(() => addAnonymised([file, 'match'], tool)).toThrow('Expected npm run fixtures -- --anonymise <saved page>');
    expect(() => addAnonymised([join(folder, 'none'), 'match/x', 'x'], tool)).toThrow(FixtureError);
  });
});

describe.skipIf(!hasCorpus)('real pages', () => {
  const pages = ['match', 'map-stats', 'map-performance', 'results'].flatMap((kind) => corpusPages(kind).slice(0, 2));

  it.each(pages.map((page) => [page.name, page] as const))('%s is read as before without its names', (_, page) => {
    const { html } = anonymisedPage(page.html, vocabulary);
    const ids = new Set(
      Array.from(page.html.matchAll(/\/(?:team|player|matches|mapstatsid)\/(\d{4,})/g), ([, digits]) => digits),
    );
    expect(ids.size).toBeGreaterThan(0);
    expect([...ids].filter((digits) => new RegExp(`/${digits}/`).test(html))).toEqual([]);
  });
});
