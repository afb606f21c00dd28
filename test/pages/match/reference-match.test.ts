import { describe, expect, it } from 'vitest';
import { checkPage } from '../../../src/checks/check-page.ts';
import type { MatchPage } from '../../../src/page-records.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import {
  ANCIENT,
  HALVES,
  type Holder,
  listingEntry,
  listingPage,
  MIRAGE,
  NUKE,
  type Overview,
  overviewPage,
  STEPS,
  statsContent,
} from '../reference-pages.ts';

const read = (change: Overview = {}): MatchPage => PAGES.match.parse(overviewPage(change), { id: null });
const hardIn = (page: MatchPage): string[] =>
  checkPage('match', page).flatMap(({ severity, rule }) => (severity === 'hard' ? [rule] : []));

/** What the page says unreadably. */
const withheld = ({ issues = [] }: MatchPage): string[] => issues.map(({ field }) => field);

const NONE: [string, string] = ['', ''];
const FORFEIT: Holder = {
  name: 'Default',
  scores: ['0', '1'],
  outcome: ['lost', 'won'],
  halves: '<div></div><div></div>',
};
const seriesOf = (maps: Partial<Overview>): Overview => ({ ...maps, steps: [] });

describe('the overview of the reference', () => {
  it('gives the values of its example', () => {
    const page = read();
    expect(page).toMatchObject({
      matchId: 2_400_001,
      url: 'https://www.hltv.org/matches/2400001/alpha-wolves-vs-bravo-foxes-example-cup-1',
      status: 'finished',
      startedAtMs: 1_771_080_000_000,
      eventId: 9100,
      eventName: 'Example Cup 1',
      stage: 'Upper bracket semi-final',
      bestOf: 3,
      isLan: true,
      team1Id: 9001,
      team1Name: 'Alpha Wolves',
      team1Country: 'Denmark',
      team1Rank: 27,
      team1MapsWon: 2,
      team2MapsWon: 0,
      winnerTeamId: 9001,
      playerOfMatchId: 50_001,
      demoId: 109_000,
    });
    expect(page.maps[0]).toMatchObject({
      mapStatsId: 300_001,
      team1StartSide: 'ct',
      team1CtRounds: 8,
      team1TRounds: 5,
      team2CtRounds: 5,
      team2TRounds: 4,
      team1OtRounds: null,
      pickedByTeamId: 9002,
      ratingVersion: '3.0',
    });
    expect(page.maps[1]).toMatchObject({
      team1StartSide: 't',
      team1TRounds: 8,
      team1CtRounds: 5,
      pickedByTeamId: 9001,
    });
    expect(page.maps[2]).toMatchObject({ state: 'unplayed', team1Rounds: null, pickedByTeamId: null });
    expect(page.vetoes.map(({ action, teamId }) => [action, teamId])[6]).toEqual(['left_over', null]);
    expect(page.lineups).toHaveLength(10);
    expect(page.playerMapStats).toHaveLength(60);
    expect(page.playerMapStats[0]).toMatchObject({
      kills: 18,
      ecoKills: 21,
      kast: 90.9,
      ecoKast: 91,
      roundSwing: 5.31,
    });
    expect(checkPage('match', page)).toEqual([]);
  });

  it.each([
    ['Match Over', 'finished'],
    ['Spiel vorbei', 'finished'],
    ['', 'finished'],
  ])('takes %j with final scores and without a timer for the end', (text, status) => {
    expect(read({ countdown: `<div class="countdown">${text}</div>` }).status).toBe(status);
  });

  it('takes no text in other words for the end while a timer runs or scores are missing', () => {
    const timer = '<div class="countdown" data-time-countdown="LIVE" data-unix="1771080000000">bald</div>';
    expect(() => read({ countdown: timer })).toThrow('status');
    expect(() => read({ countdown: '<div class="countdown">bald</div>', scores: NONE })).toThrow('status');
  });

  it('reads a full forfeit: one map Default, no score in the header, 0 and 1', () => {
    const page = read({
      countdown: '<div class="countdown">Match deleted</div>',
      format: 'Best of 3 (Online)\n\n* Round of 16\n\n** Alpha Wolves forfeit the match',
      scores: NONE,
      holders: [FORFEIT],
      stats: '',
      demo: '',
      potm: '',
    });
    expect(page).toMatchObject({ status: 'deleted', isForfeit: true, bestOf: 3, isLan: false });
    expect(page).toMatchObject({ team1MapsWon: 0, team2MapsWon: 1, winnerTeamId: 9002, team1HeaderScore: null });
    expect(page.note).toBe('Alpha Wolves forfeit the match');
    expect(page.maps[0]).toMatchObject({ state: 'forfeit', pickedByTeamId: null, team1StartSide: null });
    expect(hardIn(page)).toEqual([]);
  });

  it('reads a cancelled match whose teams were never known', () => {
    const team = '<div class="team"></div>';
    const page = read({
      countdown: '<div class="countdown">Match cancelled</div>',
      teams: [team, team],
      holders: [],
      steps: [],
      stats: '',
      lineups: '',
      potm: '',
      title: 'HLTV.org',
    });
    expect(page).toMatchObject({ status: 'deleted', team1Id: null, team2Name: null, team1MapsWon: null });
    expect(hardIn(page)).toEqual([]);
  });

  it('counts a forfeited map of a series as won', () => {
    const page = read({
      holders: [ANCIENT, { ...FORFEIT, scores: ['1', '0'], outcome: ['won', 'lost'] }, MIRAGE],
      stats: statsContent(300_001),
    });
    expect(page).toMatchObject({ team1MapsWon: 2, isForfeit: false, winnerTeamId: 9001 });
    expect(page.maps.map(({ state }) => state)).toEqual(['played', 'forfeit', 'unplayed']);
    expect(hardIn(page)).toEqual([]);
  });

  it('keeps a map with stats and without half scores, regardless of the text in their place', () => {
    for (const halves of [undefined, '', '<div></div><div></div>', HALVES.replaceAll(/>\d+</g, '>-<')]) {
      const page = read({ holders: [{ ...ANCIENT, halves }, NUKE, MIRAGE] });
      expect(page.maps[0]).toMatchObject({
        state: 'played',
        team1Rounds: 13,
        team1StartSide: null,
        team1CtRounds: null,
      });
      expect(hardIn(page)).toEqual([]);
    }
  });

  it('finds half scores in another place', () => {
    const html = overviewPage().replace('results-center-half-score', 'renamed');
    const page = PAGES.match.parse(html, { id: null });
    expect(page.maps[0]).toMatchObject({ team1Rounds: 13, team1StartSide: null, team1CtRounds: null });
    expect(withheld(page)).toEqual(['maps[0].halves']);
  });

  it('adds up overtimes, in one group, in several, in one element', () => {
    const level = HALVES.replace('>8<', '>6<').replace('>4<', '>6<').replaceAll('>5<', '>6<');
    const number = (value: number) => `<span>${value}</span>`;
    const group = (left: number, right: number) =>
      `<span> (</span>${number(left)}<span>:</span>${number(right)}<span>)</span>`;
    for (const overtime of [group(10, 7), group(3, 3) + group(3, 3) + group(4, 1), '<span> (10:7)</span>', ' (10:7)']) {
      const page = read({ holders: [{ ...ANCIENT, scores: ['22', '19'], halves: level + overtime }, NUKE, MIRAGE] });
      expect(page.maps[0]).toMatchObject({ team1OtRounds: 10, team2OtRounds: 7, team1CtRounds: 6, team2TRounds: 6 });
      expect(hardIn(page)).toEqual([]);
    }
  });

  it.each(['Showmatch (LAN)\n\n* Fun', '', 'Best of 0', 'Best of 100'])('has no format where it reads %j', (format) => {
    const page = read({ format });
    expect(page).toMatchObject({ bestOf: null, team1MapsWon: 2, team2MapsWon: 0, winnerTeamId: 9001 });
    expect(page.maps.map(({ pickedByTeamId }) => pickedByTeamId)).toEqual([9002, 9001, null]);
    expect(withheld(page)).toEqual(['bestOf']);
    expect(hardIn(page)).toEqual([]);
  });

  it('takes the header where maps without a score leave the series open', () => {
    const page = read({ ...seriesOf({ holders: [MIRAGE, MIRAGE, MIRAGE], stats: '' }) });
    expect(page).toMatchObject({ team1MapsWon: 2, team2MapsWon: 0, winnerTeamId: 9001 });
    expect(hardIn(page)).toEqual([]);
    const partly = read({ holders: [ANCIENT, { ...MIRAGE, name: 'Nuke' }, MIRAGE], stats: statsContent(300_001) });
    expect(partly).toMatchObject({ team1MapsWon: 2, winnerTeamId: 9001 });
    expect(hardIn(partly)).toEqual([]);
  });

  it('does not take the header where the maps decide the series', () => {
    const page = read({ scores: ['<div class="won">2</div>', '<div class="lost">1</div>'] });
    expect(page).toMatchObject({ team1MapsWon: 2, team2MapsWon: 0 });
    expect(hardIn(page)).toEqual(['match/header-score']);
  });

  it('reads a drawn best of two and a drawn best of one', () => {
    const lost = {
      ...NUKE,
      scores: ['9', '13'] as [string, string],
      outcome: ['lost pick', 'won'] as [string, string],
    };
    const halves = HALVES.replace('>8<', '>4<').replace('>4<', '>8<').replace('>8<', '>4<').replace('>4<', '>8<');
    const draw: [string, string] = ['<div class="tie">1</div>', '<div class="tie">1</div>'];
    const second = { ...lost, halves: halves.replace('>8<', '>4<').replace(/>4<(?=\/span><span>; )/, '>8<') };
    const two = read(seriesOf({ format: 'Best of 2 (Online)', scores: draw, holders: [ANCIENT, second] }));
    expect(two).toMatchObject({ team1MapsWon: 1, team2MapsWon: 1, winnerTeamId: null, team1HeaderScore: 1 });
    expect(hardIn(two)).toEqual([]);
    const fifteen: [string, string] = ['<div class="tie">15</div>', '<div class="tie">15</div>'];
    const level = HALVES.replace('>4<', '>7<').replace('>5<', '>7<').replace('>5<', '>8<');
    const one = read(
      seriesOf({
        format: 'Best of 1',
        scores: fifteen,
        holders: [{ ...ANCIENT, scores: ['15', '15'], outcome: ['tie', 'tie'], halves: level }],
        stats: '',
      }),
    );
    expect(one).toMatchObject({ team1MapsWon: 0, team2MapsWon: 0, winnerTeamId: null, isLan: null });
    expect(hardIn(one)).toEqual([]);
  });

  it('gives the tables of the series to the only map that has none', () => {
    const page = read(
      seriesOf({
        format: 'Best of 1 (LAN)',
        scores: ['<div class="won">13</div>', '<div class="lost">9</div>'],
        holders: [{ ...ANCIENT, outcome: ['won', 'lost'] }],
        stats: statsContent('all'),
      }),
    );
    expect(page.playerMapStats).toHaveLength(30);
    expect(page.maps[0]).toMatchObject({ ratingVersion: '3.0', pickedByTeamId: null });
    expect(hardIn(page)).toEqual([]);
  });

  it('reads the picker off the mark where the veto list does not reach the map', () => {
    const [, nuke] = read({ steps: STEPS.slice(0, 3) }).maps;
    expect(nuke?.pickedByTeamId).toBe(9001);
  });

  it('leaves out lines of the veto box that are no steps, but not steps that say something else', () => {
    const steps = [...STEPS.slice(0, 3), 'Alpha Wolves was late', ...STEPS.slice(3)];
    expect(read({ steps }).vetoes).toHaveLength(7);
    const page = read({ steps: [...STEPS.slice(0, 6), '7. Mirage'] });
    expect(page.vetoes).toHaveLength(6);
    expect(withheld(page)).toEqual(['vetoes[6].action']);
  });

  it('leaves the demo open where the button leads elsewhere', () => {
    const demo = (link: string) => `<a class="stream-box" data-demo-link="${link}">x</a>`;
    expect(read({ demo: demo('https://other.example/demo.zip') }).demoId).toBeNull();
    const page = read({ demo: demo('/download/demo/x') });
    expect(page.demoId).toBeNull();
    expect(withheld(page)).toEqual(['demoId']);
  });

  it.each([
    ['2.0', ['null-null', '0.0', '0.0%']],
    ['2.1', ['null-null', '0.0', '0.0%']],
    ['2.0', ['-', '-', '-']],
    ['3.0', ['null-null', '0.0', '0.0%']],
    ['', ['null-null', '0.0', '0.0%']],
  ])('has no eco-adjusted values on a map of rating %j that shows %j', (version, [kills, adr, kast]) => {
    const html = overviewPage()
      .replaceAll('<span class="ratingDesc">3.0</span>', `<span class="ratingDesc">${version}</span>`)
      .replaceAll('Swing</td>', '+/-</td>')
      .replaceAll(/roundSwing text-center won">[^<]*/g, 'plus-minus text-center">+7')
      .replaceAll('roundSwing', 'plus-minus')
      .replaceAll('hidden">21-11', `hidden">${kills}`)
      .replaceAll('hidden">64.5', `hidden">${adr}`)
      .replaceAll('hidden">91.0%', `hidden">${kast}`);
    const page = PAGES.match.parse(html, { id: null });
    for (const row of [...page.playerMapStats, ...page.seriesPlayerStats]) {
      expect(row).toMatchObject({ ecoKills: null, ecoDeaths: null, ecoAdr: null, ecoKast: null, adr: 63.2 });
    }
    expect(page.playerMapStats).toHaveLength(60);
  });

  it('has no swing on a map of an older rating', () => {
    const older = overviewPage()
      .replaceAll('"ratingDesc">3.0', '"ratingDesc">2.1')
      .replaceAll(/hidden">[\d.%-]+/g, 'hidden">-');
    const zero = PAGES.match.parse(older.replaceAll(/[+-]5\.31%/g, '+0.00%'), { id: null });
    expect(new Set(zero.playerMapStats.map(({ roundSwing }) => roundSwing))).toEqual(new Set([null]));
    expect(checkPage('match', zero)).toEqual([]);
    const page = PAGES.match.parse(older, { id: null });
    expect(new Set(page.playerMapStats.map(({ roundSwing }) => roundSwing))).toEqual(new Set([null]));
    expect(new Set(withheld(page))).toEqual(new Set(['playerMapStats', 'seriesPlayerStats']));
  });

  it('keeps the zeros of a player who has eco-adjusted kills', () => {
    const html = overviewPage().replaceAll('hidden">64.5', 'hidden">0.0');
    expect(PAGES.match.parse(html, { id: null }).playerMapStats[0]).toMatchObject({ ecoKills: 21, ecoAdr: 0 });
  });

  it('keeps a map that was given away with its players', () => {
    const given = { ...ANCIENT, scores: ['1', '0'] as [string, string] };
    for (const holder of [given, { ...given, name: 'Default' }]) {
      const page = read({ holders: [holder, NUKE, MIRAGE] });
      expect(page.playerMapStats).toHaveLength(60);
      expect(hardIn(page)).toEqual([]);
    }
  });

  it('finds nothing odd in a title with more around the names', () => {
    const page = read({ title: '(2) Alpha Wolves vs. Bravo Foxes at Example Cup 1 – HLTV' });
    expect(checkPage('match', page)).toEqual([]);
  });
});

describe('parts of the overview after the comments', () => {
  const move = (html: string, block: RegExp): string => {
    const [text = ''] = block.exec(html) ?? [];
    expect(text.length).toBeGreaterThan(100);
    const comments =
      '<div class="forum no-promode match-comments"><a class="replyNum" href="/matches/2400001/x#r1">#1</a></div>';
    return html.replace(text, '').replace('</div>\n</div></div></div></body>', `${comments}${text}$&`);
  };

  it.each([
    ['line-ups', /<div class="lineups"[\s\S]*?(?=<div class="spoiler"><div class="highlighted)/],
    ['veto box', /<div class="standard-box veto-box"><div class="padding">[\s\S]*?(?=<div class="flexbox-column">)/],
    ['tables', /<div class="spoiler"><div class="matchstats"[\s\S]*?(?=<div class="lineups)/],
  ])('are read: %s', (_part, block) => {
    const moved = move(overviewPage(), block);
    expect(PAGES.match.parse(moved, { id: null })).toEqual(read());
    const quotes = moved.replaceAll(/class="([^"]*)"/g, "class='extra $1'");
    expect(PAGES.match.parse(quotes, { id: null })).toEqual(read());
  });
});

describe('addresses of a match', () => {
  it.each([
    'http://hltv.org/matches/2400001/alpha',
    'https://web.archive.org/web/2026/https://www.hltv.org/matches/2400001/alpha',
    '/matches/2400001/alpha',
  ])('are the site’s own: %s', (link) => {
    const html = overviewPage().replace(/(?<=<link href=")[^"]*/, link);
    expect(PAGES.match.parse(html, { id: null }).url).toBe('https://www.hltv.org/matches/2400001/alpha');
  });
});

describe('the listing of the reference', () => {
  const entry = (id: number, unix: string, rest = {}) =>
    listingEntry({ id, unix: ` data-zonedgrouping-entry-unix="${unix}"`, ...rest });

  it('gives the values of its example, featured entries with and without a time left out', () => {
    const forfeit = { format: '<div class="map-text">def</div>', score: '1 - 0' };
    const entries = entry(2_400_001, '1771112947000') + entry(2_400_002, '1771112946000', forfeit);
    for (const featured of [listingEntry({ id: 2_400_009, unix: '' }), entry(2_400_009, '1771112947000')]) {
      const page = PAGES.results.parse(listingPage({ entries, featured }), { id: 0 });
      expect(page).toMatchObject({ offset: 0, first: 1, last: 2, total: 116_506, hasNext: true });
      expect(page.featuredMatchIds).toEqual([2_400_009]);
      expect(page.entries).toMatchObject([
        { matchId: 2_400_001, team1Score: 2, team2Score: 1, format: 'bo3', stars: 2, isForfeit: false },
        { matchId: 2_400_002, team1Score: 1, team2Score: 0, format: 'def', stars: 0, isForfeit: true },
      ]);
    }
  });

  // Without a range the arrows of the page tell its offset, and these are those of the first page.
  it.each([
    ['0 - 0 of 0', 0],
    ['116601 - 116506 of 116506', 116_600],
  ])('is empty at %s', (range, id) => {
    expect(PAGES.results.parse(listingPage({ range }), { id }).entries).toEqual([]);
  });
});
