import { describe, expect, it } from 'vitest';
import { listFixtures, type StoredFixture } from '../../scripts/fixtures.ts';
import { checkPage } from '../../src/checks/check-page.ts';
import { NoDataError } from '../../src/errors.ts';
import type { PageRecords } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';

/** One odd detail of a map page: it is NULL or its row is withheld, with a finding, and the rest of the page stands. */

type MapKind = 'map-stats' | 'performance' | 'economy';
type Change = [from: string | RegExp, to: string];

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture]));

function pageOf(name: string): StoredFixture {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return fixture;
}

function changed(html: string, changes: Change[]): string {
  return changes.reduce((text, [from, to]) => {
    const next = text.replace(from, to);
    expect(next, `nothing to change: ${from}`).not.toBe(text);
    return next;
  }, html);
}

/** The record with changes of the page, and the one without. */
function read<Kind extends MapKind>(kind: Kind, name: string, changes: Change[]) {
  const { html, meta } = pageOf(`${kind}/${name}`);
  const parse = (text: string): PageRecords[Kind] => PAGES[kind].parse(text, { id: meta.id });
  const record = parse(changed(html, changes));
  return { record, before: parse(html), findings: checkPage(kind, record) };
}

const fieldsOf = (record: { issues?: { rank: string; field: string }[] | undefined }) =>
  (record.issues ?? []).map(({ rank, field }) => `${rank}: ${field}`);

/** A document with the nth match of a pattern replaced. */
function nth(html: string, pattern: RegExp, place: number): string {
  return [...html.matchAll(new RegExp(pattern, 'g'))][place]?.[0] ?? '';
}

describe('an odd map stats page', () => {
  const { html } = pageOf('map-stats/bo1');
  const row = nth(html, /<tr[^>]*>\s*<td class="st-player[\s\S]*?<\/tr>/, 0);

  it('omits the row of a player without a profile link', () => {
    const guest = row.replace(/href="[^"]*"/g, 'title="guest"');
    const { record, before, findings } = read('map-stats', 'bo1', [[row, guest]]);
    expect(fieldsOf(record)).toEqual(['core: playerMapStats[0].playerId']);
    expect(record.playerMapStats).toEqual(before.playerMapStats.slice(1));
    expect({ ...record, playerMapStats: [], issues: [] }).toEqual({ ...before, playerMapStats: [], issues: [] });
    expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(['soft map-stats/fields-are-readable']);
  });

  it.each([
    ['Breakdown', '', ['halves']],
    ['Breakdown', 'n/a', ['halves']],
    ['Breakdown', '-', []],
    ['Team rating', '', ['team1Rating']],
    ['First kills', '', ['team1FirstKills']],
    ['Clutches won', '', ['team1ClutchesWon']],
    ['Clutches won', '- : -', []],
  ])('has a finding for the row %s with %j, unless that is a dash', (label, text, fields) => {
    const value = [...html.matchAll(/<div class="right">([\s\S]*?)<\/div>\s*<div class="bold">([^<]*)/g)].find(
      ([, , name = '']) => name.startsWith(label),
    );
    const [whole = '', old = ''] = value ?? [];
    const { record } = read('map-stats', 'bo1', [[whole, whole.replace(old, text)]]);
    expect(fieldsOf(record)).toEqual(fields.map((field) => `decoration: ${field}`));
  });

  it('has NULL for one unreadable cell, and for one that is empty', () => {
    const odd = row.replace(/(st-adr traditional-data">)[^<]*/, '$1n/a').replace(/(st-mks[^>]*>)[^<]*/, '$1');
    const { record, before } = read('map-stats', 'bo1', [[row, odd]]);
    expect(fieldsOf(record)).toEqual([
      'decoration: playerMapStats[0].adr',
      'decoration: playerMapStats[0].multiKillRounds',
    ]);
    const [first, ...others] = before.playerMapStats;
    expect(record.playerMapStats).toEqual([{ ...first, adr: null, multiKillRounds: null }, ...others]);
  });

  it('has NULL without a finding where the site shows a dash', () => {
    const dash = row.replace(/(st-adr traditional-data">)[^<]*/, '$1-');
    const { record } = read('map-stats', 'bo1', [[row, dash]]);
    expect(record).not.toHaveProperty('issues');
    expect(record.playerMapStats[0]?.adr).toBeNull();
  });

  it('names a second number that is missing where the heading announces it', () => {
    const odd = row.replace(/(<td class="st-kills traditional-data">\s*\d+)\s*<span[^>]*>[^<]*<\/span>/, '$1');
    const { record } = read('map-stats', 'bo1', [[row, odd]]);
    expect(fieldsOf(record)).toEqual(['decoration: playerMapStats[0].headshots']);
    expect(record.playerMapStats[0]).toMatchObject({ kills: expect.any(Number), headshots: null });
  });

  it('has no KAST above a hundred', () => {
    const odd = row.replace(/(st-kast gtSmartphone-only traditional-data">)[^<]*/, '$1140.0%');
    const { record } = read('map-stats', 'bo1', [[row, odd]]);
    expect(fieldsOf(record)).toEqual(['decoration: playerMapStats[0].kast']);
  });

  it('stores the tables of one team where those of the other are empty', () => {
    const tables = [...html.matchAll(/<table class="stats-table[\s\S]*?<\/table>/g)].map(([table]) => table);
    const emptied = tables.slice(3).map((table): Change => [table, table.replace(/<tbody>[\s\S]*<\/tbody>/, '')]);
    const { record, before } = read('map-stats', 'bo1', emptied);
    expect(fieldsOf(record)).toEqual(['decoration: scoreboards']);
    expect(record.scoreboards).toBe(1);
    expect(record.playerMapStats).toEqual(before.playerMapStats.filter(({ teamId }) => teamId === before.team1Id));
    expect(record.rounds).toEqual(before.rounds);
  });

  it('omits a table without a header', () => {
    const table = nth(html, /<table class="stats-table ctstats[\s\S]*?<\/table>/, 0);
    const { record, before } = read('map-stats', 'bo1', [[table, table.replace(/<thead>[\s\S]*<\/thead>/, '')]]);
    expect(fieldsOf(record)).toEqual(['core: scoreboards[1].columns', 'decoration: scoreboards']);
    const isWithheld = ({ teamId, side }: { teamId: number | null; side: string }) =>
      teamId === before.team1Id && side === 'ct';
    expect(record.playerMapStats).toEqual(before.playerMapStats.filter((each) => !isWithheld(each)));
  });

  it('knows the team of a table by the name of the other one', () => {
    const { record, before } = read('map-stats', 'bo1', []);
    const heading = /(<th class="st-teamname[^>]*>(?:<img[^>]*>)*)[^<]+/;
    const renamed = read('map-stats', 'bo1', [[heading, '$1A former name']]).record;
    expect(renamed).toEqual(record);
    expect(renamed).toEqual(before);
  });

  it('has no team for tables whose names fit neither, and never goes by their order', () => {
    const heading = /(<th class="st-teamname[^>]*>(?:<img[^>]*>)*)[^<]+/g;
    const { record, before, findings } = read('map-stats', 'bo1', [[heading, '$1A former name']]);
    expect(record.playerMapStats.map(({ teamId }) => teamId)).toEqual(before.playerMapStats.map(() => null));
    expect(record.playerMapStats.map(({ kills }) => kills)).toEqual(before.playerMapStats.map(({ kills }) => kills));
    expect(fieldsOf(record)).toHaveLength(6);
    expect(findings.filter(({ severity }) => severity === 'hard')).toEqual([]);
  });

  it('has no team for tables whose names fit both', () => {
    const { team1Name, team2Name } = read('map-stats', 'bo1', []).before;
    const { record } = read('map-stats', 'bo1', [[new RegExp(`${team2Name}`, 'g'), `${team1Name}`]]);
    expect(new Set(record.playerMapStats.map(({ teamId }) => teamId))).toEqual(new Set([null]));
    expect(record.rounds.length).toBeGreaterThan(0);
  });

  it.each<{ what: string; change: Change; field: string; values: object }>([
    {
      what: 'the event',
      change: [/href="\/stats\?event=\d+"/, 'href="#"'],
      field: 'eventId',
      values: { eventId: null },
    },
    {
      what: 'the time',
      change: [/data-unix="\d+"/, 'data-unix="soon"'],
      field: 'startedAtMs',
      values: { startedAtMs: null },
    },
    {
      what: 'first kills',
      change: [/First kills/, 'Erste Abschüsse'],
      field: 'team1FirstKills',
      values: { team1FirstKills: null, team2FirstKills: null },
    },
    {
      what: 'the halves',
      change: [/Breakdown/, 'Aufteilung'],
      field: 'halves',
      values: { team1CtRounds: null, team1StartSide: null },
    },
    {
      what: 'the name of a team',
      change: [/(<a href="\/stats\/teams\/[^>]*>)[^<]+(?=<\/a>\s*<div class="bold)/, '$1'],
      field: 'team1Name',
      values: { team1Name: null },
    },
  ])('has NULL where $what cannot be read', ({ change, field, values }) => {
    const { record, before } = read('map-stats', 'bo1', [change]);
    expect(fieldsOf(record)).toEqual([`decoration: ${field}`]);
    expect(record).toMatchObject(values);
    expect(record.rounds).toHaveLength(before.rounds.length);
    expect(record.playerMapStats.map(({ kills, teamId }) => [kills, teamId])).toEqual(
      before.playerMapStats.map(({ kills, teamId }) => [kills, teamId]),
    );
  });

  it('takes the score from the breakdown where it cannot be read below the team', () => {
    const { record, before } = read('map-stats', 'bo1', [
      [/<div class="bold (won|lost)">\d+/, '<div class="bold $1">*'],
    ]);
    expect(fieldsOf(record)).toEqual(['decoration: team1Rounds']);
    expect(record.team1Rounds).toBe(before.team1Rounds);
  });

  it('omits one round and keeps the numbers of the others', () => {
    const icons = [...html.matchAll(/<img class="round-history-outcome"[^>]*>/g)].map(([icon]) => icon);
    const fifth = icons[4] ?? '';
    const at = html.indexOf(fifth, html.indexOf(icons[3] ?? '') + 1);
    const broken = `${html.slice(0, at)}${fifth.replace(/ src="[^"]*"/, '')}${html.slice(at + fifth.length)}`;
    const { id } = pageOf('map-stats/bo1').meta;
    const record = PAGES['map-stats'].parse(broken, { id });
    const before = PAGES['map-stats'].parse(html, { id });
    expect(fieldsOf(record)).toEqual(['core: rounds[4].outcome']);
    expect(record.rounds).toEqual(before.rounds.filter(({ roundNumber }) => roundNumber !== 5));
    expect(checkPage('map-stats', record).filter(({ severity }) => severity === 'hard')).toEqual([]);
  });

  it('tells the rows of the round history apart by their wins where the names do not', () => {
    const { record, before } = read('map-stats', 'bo1', [
      [/<img[^>]*round-history-team[^>]*>/g, '<img class="round-history-team" src="a.png">'],
    ]);
    expect(record.rounds.map(({ winnerTeamId }) => winnerTeamId)).toEqual(
      before.rounds.map(({ winnerTeamId }) => winnerTeamId),
    );
  });

  it('keeps the rounds of regulation where the overtime cannot be read', () => {
    const { html: long, meta } = pageOf('map-stats/overtime-1');
    const at = long.lastIndexOf('round-history-team-row');
    const broken = `${long.slice(0, at)}renamed${long.slice(at + 'round-history-team-row'.length)}`;
    const record = PAGES['map-stats'].parse(broken, { id: meta.id });
    expect(fieldsOf(record)).toEqual(['core: rounds']);
    expect(record.rounds).toHaveLength(24);
    expect(checkPage('map-stats', record).filter(({ severity }) => severity === 'hard')).toEqual([]);
  });

  it.each([
    ['without all tables', /<table[\s\S]*?<\/table>/g],
    ['without the round history', /round-history-con/g],
  ])('fails as a whole %s', (_what, pattern) => {
    const { html: whole, meta } = pageOf('map-stats/bo1');
    expect(() => PAGES['map-stats'].parse(whole.replace(pattern, 'gone'), { id: meta.id })).toThrow(
      /playerMapStats|rounds/,
    );
  });
});

describe('an odd performance page', () => {
  const { html } = pageOf('performance/rating-3');

  it('omits the card of a player without a profile link', () => {
    const { record, before } = read('performance', 'rating-3', [
      [/(<div class="headline">[\s\S]*?)href="\/player\/[^"]*"/, '$1title="guest"'],
    ]);
    expect(fieldsOf(record)).toEqual(['core: playerMapStats[0].playerId']);
    expect(record.playerMapStats).toEqual(before.playerMapStats.slice(1));
    expect(record.killMatrix).toEqual(before.killMatrix);
  });

  it('omits the pairs of a player without a profile link in a matrix', () => {
    const bar = nth(html, /<tr class="killmatrix-topbar">[\s\S]*?<\/tr>/, 0);
    const head = nth(bar, /<td class="text-center team1"[\s\S]*?<\/td>/, 0);
    const guest = bar.replace(head, '<td class="text-center team1" role="columnheader">guest</td>');
    const { record, before } = read('performance', 'rating-3', [[bar, guest]]);
    expect(fieldsOf(record)[0]).toBe('core: killMatrix.playerId');
    expect(record.playerMapStats).toEqual(before.playerMapStats);
    const count = (kind: string) => record.killMatrix.filter((cell) => cell.kind === kind).length;
    expect([count('all'), count('first_kill'), count('awp')]).toEqual([40, 50, 50]);
  });

  it('reads kills by the team of the row, not by its place', () => {
    const [start, end] = [html.indexOf('id="ALL-content"'), html.lastIndexOf('killmatrix-content')];
    const matrices = html.slice(start, end);
    const other = matrices.replaceAll(/team[12](?=-player-score|")/g, (team) => (team === 'team1' ? 'team2' : 'team1'));
    const { record, before } = read('performance', 'rating-3', [[matrices, other]]);
    expect(record).toEqual(before);
  });

  it('omits one pair whose kills cannot be read', () => {
    const { record } = read('performance', 'rating-3', [[/(<span class="team2-player-score[^>]*>)\d+/, '$1?']]);
    expect(fieldsOf(record)).toEqual(['core: killMatrix.kills']);
    expect(record.killMatrix).toHaveLength(148);
  });

  it('omits one matrix and stores the others', () => {
    const { record } = read('performance', 'rating-3', [['id="AWP-content"', 'id="KNIFE-content"']]);
    expect(fieldsOf(record)).toEqual(['core: killMatrix']);
    expect(new Set(record.killMatrix.map(({ kind }) => kind))).toEqual(new Set(['all', 'first_kill']));
  });

  it('fails without any matrix', () => {
    const { meta } = pageOf('performance/rating-3');
    const none = html.replaceAll('killmatrix', 'gone').replaceAll('-content"', '-gone"');
    expect(() => PAGES.performance.parse(none, { id: meta.id })).toThrow(/killMatrix/);
    expect(() => PAGES.performance.parse(none, { id: meta.id })).not.toThrow(NoDataError);
  });

  it('has NULL for a value of one card', () => {
    const value = /(KPR&quot;[^}]*?displayValue&quot;:&quot;)[\d.]+/;
    const { record } = read('performance', 'rating-3', [[value, '$1many']]);
    expect(fieldsOf(record)).toEqual(['decoration: playerMapStats[0].kpr']);
    expect(record.playerMapStats[0]?.kpr).toBeNull();
  });

  it('has no team for columns whose names fit neither, and never goes by their order', () => {
    const heading = /(<div class="players-team-header[\s\S]*?label-and-text">(?:<img[^>]*>)*)[^<]+/g;
    const { record, before, findings } = read('performance', 'rating-3', [[heading, '$1A former name']]);
    expect(record.playerMapStats.map(({ team }) => team)).toEqual(before.playerMapStats.map(() => null));
    expect(fieldsOf(record)).toEqual(['decoration: playerMapStats[0].team', 'decoration: playerMapStats[5].team']);
    expect(findings.filter(({ severity }) => severity === 'hard')).toEqual([]);
  });

  it('has NULL for totals and names that cannot be read', () => {
    const { record, before } = read('performance', 'rating-3', [
      [/overview-table/g, 'renamed'],
      [/menu-header/g, 'renamed'],
    ]);
    expect(record).toMatchObject({ team1Kills: null, team2Assists: null, eventName: null });
    expect(record.playerMapStats).toEqual(before.playerMapStats);
  });
});

describe('an odd economy page', () => {
  it('omits one value and keeps the round of the other team', () => {
    const { record, before, findings } = read('economy', 'bo1', [
      [/(dataset[\s\S]*?&quot;value&quot;:&quot;)\d+/, '$1lots'],
    ]);
    expect(fieldsOf(record)).toEqual(['core: roundEconomy[0].equipmentValue']);
    expect(record.roundEconomy).toEqual(before.roundEconomy.slice(1));
    expect(findings.map(({ rule }) => rule)).toEqual(['economy/fields-are-readable']);
  });

  it('omits a round without a number', () => {
    const { record, before } = read('economy', 'bo1', [[/(&quot;label&quot;:&quot;)7(?=&quot;)/, '$1seven']]);
    expect(fieldsOf(record)).toEqual(['core: roundEconomy[12].roundNumber']);
    expect(record.roundEconomy).toEqual(before.roundEconomy.filter(({ roundNumber }) => roundNumber !== 7));
  });

  it('reads the tables where the chart is no JSON', () => {
    const { record, before } = read('economy', 'bo1', [[/data-fusionchart-config="\{/, 'data-fusionchart-config="(']]);
    expect(fieldsOf(record)).toEqual(['core: chart']);
    expect(record.roundEconomy).toEqual(before.roundEconomy);
  });

  it('reads the chart where a table cannot be read, with buy types by the value', () => {
    const { record, before } = read('economy', 'bo1', [[/team-categories/, 'renamed']]);
    expect(fieldsOf(record)[0]).toMatch(/^core: cells/);
    expect(record.roundEconomy).toEqual(before.roundEconomy);
    expect(record.cells).toEqual([]);
  });

  it('takes the buy type from the icon: also where the value is exactly on a limit, without a finding', () => {
    const { record, findings } = read('economy', 'thresholds', []);
    const typesOf = (value: number) =>
      record.roundEconomy.filter(({ equipmentValue }) => equipmentValue === value).map(({ buyType }) => buyType);
    expect([5000, 10_000, 20_000].map((value) => typesOf(value)[0])).toEqual(['full_eco', 'semi_eco', 'semi_buy']);
    expect(findings).toEqual([]);
  });

  it('has a finding where icon and value differ, and no buy type where the icon is unknown', () => {
    const other = read('economy', 'bo1', [[/(ct|t)RifleArmor(?=Win|Loss)/, '$1Pistol']]);
    expect(other.findings.map(({ rule }) => rule)).toContain('economy/buy-type-of-the-value');
    const unknown = read('economy', 'bo1', [[/(ct|t)RifleArmor(?=Win|Loss)/, '$1Shield']]);
    expect(unknown.record.roundEconomy.filter(({ buyType }) => buyType === null)).toHaveLength(1);
    expect(unknown.findings.map(({ rule }) => rule)).toContain('economy/nothing-unknown');
  });

  it('takes the buy type from the value where no icon is shown', () => {
    const { record, before } = read('economy', 'bo1', [[/<img class="equipment-category[^>]*>/, '']]);
    expect(fieldsOf(record)).toEqual(['decoration: cells[0].icon']);
    expect(record.roundEconomy.map(({ buyType }) => buyType)).toEqual(
      before.roundEconomy.map(({ buyType }) => buyType),
    );
  });

  it('tells rows without a name apart by the values of the chart', () => {
    const { record, before } = read('economy', 'bo1', [[/(<td class="team">)[\s\S]*?(?=<\/td>)/g, '$1']]);
    expect(record.cells).toEqual(before.cells);
  });

  it('omits tables whose rows neither names nor values tell apart', () => {
    const { record } = read('economy', 'bo1', [
      [/(<td class="team">)[\s\S]*?(?=<\/td>)/g, '$1'],
      [/Equipment value: \d+/, 'Equipment value: 1'],
    ]);
    expect(fieldsOf(record)[0]).toMatch(/^core: cells/);
    expect(record.cells).toEqual([]);
  });

  /** The fixture without the picture of the winner of round 3 in its chart. */
  function withoutPicture(page = pageOf('economy/bo1').html): Change {
    const [chart = ''] = /data-fusionchart-config="[^"]*"/.exec(page) ?? [];
    const config = JSON.parse(chart.slice(25, -1).replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    for (const series of config.dataSource.dataset) delete series.data[2].anchorImageUrl;
    return [
      chart,
      `data-fusionchart-config="${JSON.stringify(config).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
    ];
  }

  it('takes winner and sides from the icons of a round that has no picture in the chart', () => {
    const { record, before, findings } = read('economy', 'bo1', [withoutPicture()]);
    expect(record).toEqual(before);
    expect(findings).toEqual([]);
  });

  it('has a finding for a round whose winner nothing shows', () => {
    const { record, findings } = read('economy', 'bo1', [
      withoutPicture(),
      [/<table[^>]*equipment-categories[\s\S]*?<\/table>/g, ''],
    ]);
    const open = record.roundEconomy.filter(({ won }) => won === null);
    expect(open.map(({ roundNumber }) => roundNumber)).toEqual([3, 3]);
    expect(findings.filter(({ rule }) => rule === 'economy/rounds-have-winners')).toMatchObject([
      { severity: 'soft', expected: 'a winner of round 3', seen: 'none' },
    ]);
  });

  it('has no winner for a round that both teams won', () => {
    const { record } = read('economy', 'bo1', [
      [
        /(&quot;value&quot;:&quot;\d+&quot;,)(?=&quot;anchorBgAlpha)/,
        '$1&quot;anchorImageUrl&quot;:&quot;/x/tRoundWon.png&quot;,',
      ],
    ]);
    expect(fieldsOf(record)).toEqual([expect.stringMatching(/^decoration: roundEconomy\[\d+\]\.won$/)]);
    expect(record.roundEconomy.filter(({ won }) => won === null)).toHaveLength(2);
  });

  it('has NULL for the name of a series and for the event', () => {
    const { record, before } = read('economy', 'bo1', [
      [/seriesname&quot;:&quot;[^&]*/, 'seriesname&quot;:&quot;'],
      [/menu-header/, 'x'],
    ]);
    expect(record).toMatchObject({ team1Name: null, team2Name: before.team2Name, eventName: null });
    expect(record.roundEconomy).toEqual(before.roundEconomy);
  });
});
