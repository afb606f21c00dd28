import { describe, expect, it } from 'vitest';
import { identifyPage, PAGES } from '../../../src/pages/pages.ts';
import { hasCorpus } from '../../helpers/corpus.ts';
import { PAGE_ID, performancePageHtml } from '../../helpers/performance-page.ts';
import {
  inventedMap,
  recordedMap,
  renderSection,
  type SectionOptions,
  type SwingMap,
} from '../../helpers/round-swing.ts';
import { cutLength } from '../parsers.ts';

const pageOf = (map: SwingMap, options?: SectionOptions) => performancePageHtml(map, renderSection(map, options));
const parse = (html: string) => PAGES.performance.parse(html, { id: PAGE_ID });
const swingOf = (html: string) => {
  const { roundSwing } = parse(html);
  if (roundSwing === undefined) throw new Error('the page has no section');
  return roundSwing;
};
const plain = () => swingOf(pageOf(inventedMap()));

/** What is written in the section, as numbers. */
function expected({ players, events }: SwingMap) {
  const idOf = (nick: string) => players.find((player) => player.nick === nick)?.id;
  const isBought = (label: string) => label.endsWith('equipment value:');
  return {
    events: events.map(({ round, event, alive, chances }) => [round, event, ...[...alive, ...chances].map(Number)]),
    swings: events.flatMap(({ round, event, pairs }) =>
      pairs
        .filter(([label]) => !isBought(label))
        .map(([label, value]) => [round, event, idOf(label), Number.parseFloat(value) + 0]),
    ),
    totals: players.map(({ id, total }) => [id, Number.parseFloat(total)]),
  };
}

function read(roundSwing: ReturnType<typeof swingOf>) {
  const { events, swings, players } = roundSwing;
  return {
    events: events.map((event) => [
      ...[event.roundNumber, event.eventNumber, event.team1Alive, event.team2Alive],
      ...[event.team1WinProbability, event.team2WinProbability],
    ]),
    swings: swings.map((each) => [each.roundNumber, each.eventNumber, each.playerId, each.swing]),
    totals: players.map(({ playerId, roundSwing: total }) => [playerId, total]),
  };
}

describe.runIf(hasCorpus)('the recorded map', () => {
  const map = hasCorpus ? recordedMap() : inventedMap();
  const page = parse(pageOf(map));

  it('has all 198 events, all swings and the ten swings of the map', () => {
    expect(page.roundSwing?.events).toHaveLength(198);
    expect(read(page.roundSwing ?? plain())).toEqual(expected(map));
    expect([page.issues, page.unknowns]).toEqual([undefined, undefined]);
  });

  it('has each kind of event as often as it was recorded', () => {
    const counts = Object.groupBy(page.roundSwing?.events ?? [], ({ type }) => `${type}`);
    expect(Object.fromEntries(Object.entries(counts).map(([type, events]) => [type, events?.length]))).toEqual({
      round_started: 24,
      kill: 145,
      bomb_planted: 16,
      bomb_defused: 3,
      bomb_exploded: 9,
      time_expired: 1,
    });
    expect(page.roundSwing?.scores.at(-1)).toEqual({ roundNumber: 24, team1Rounds: 13, team2Rounds: 11 });
    expect(page.roundSwing?.equipment).toHaveLength(48);
  });
});

describe('the section', () => {
  it('is absent on a page without it, and nothing is said of that', () => {
    const page = parse(performancePageHtml(inventedMap(), ''));
    expect(page.roundSwing).toBeUndefined();
    expect(page.issues).toBeUndefined();
  });

  it('is read with its players, scores, titles and values', () => {
    const page = parse(pageOf(inventedMap()));
    expect(page.issues).toBeUndefined();
    expect(read(page.roundSwing ?? plain())).toEqual(expected(inventedMap()));
    const { players, scores, events, equipment, team1Name, team2Name } = plain();
    expect([team1Name, team2Name]).toEqual(['Alpha Wolves', 'Bravo Foxes']);
    expect(players[1]).toEqual({ playerId: 102, playerName: 'bob & co', teamName: 'Alpha Wolves', roundSwing: 4 });
    expect(scores.at(-1)).toEqual({ roundNumber: 3, team1Rounds: 2, team2Rounds: 1 });
    expect(events.map(({ type, playerId, victimId }) => [type, playerId, victimId])).toEqual([
      ['round_started', null, null],
      ['kill', 101, 203],
      ['kill', 102, 202],
      ['bomb_planted', 103, null],
      ['bomb_exploded', null, null],
      ['round_started', null, null],
      ['kill', 201, 104],
      ['time_expired', null, null],
      ['round_started', null, null],
      ['kill', 201, 102],
      ['kill', 101, 201],
      ['bomb_planted', 202, null],
      ['bomb_defused', 103, null],
    ]);
    expect(equipment.slice(0, 4)).toEqual([
      { roundNumber: 1, teamName: 'Alpha', equipmentValue: 4100, buyType: 'PISTOL' },
      { roundNumber: 1, teamName: 'Bravo Foxes', equipmentValue: 4350, buyType: 'PISTOL' },
      { roundNumber: 2, teamName: 'Alpha', equipmentValue: 20_100, buyType: 'FULL' },
      { roundNumber: 2, teamName: 'Bravo Foxes', equipmentValue: 950, buyType: 'ECO' },
    ]);
  });

  it('leaves the rest of the page as it is without the section', () => {
    const { roundSwing: _, ...page } = parse(pageOf(inventedMap()));
    expect(page).toEqual(parse(performancePageHtml(inventedMap(), '')));
  });
});

it('builds no tree of the boxes', () => {
  const html = pageOf(inventedMap(), { extra: SVG.repeat(50) });
  expect(cutLength('performance', html)).toBeLessThan(html.length / 20);
});

const SVG = '<svg viewBox="0 0 9 9"><path d="M0 0"/><path d="M1 1"/></svg><!-- <div> --><br><i title="a > b">x</i>';
const upper = (html: string) =>
  html.replaceAll(/<(\/?)(div|strong|span|img)\b/g, (_, slash, tag) => `<${slash}${tag.toUpperCase()}`);
const FORMS: [string, SectionOptions, ((html: string) => string)?][] = [
  ['one copy of each event', { copies: 1 }],
  ['boxes inside the block of their player', { isNested: true }],
  [
    'copies that list fewer players',
    {
      copy: (event, index) => ({
        ...event,
        pairs: event.pairs.filter((_, at) => at % 10 === index % 3 || index === 4),
      }),
    },
  ],
  ['copies that some players lack', { copy: (event, index) => ((event.event + index) % 3 === 0 ? null : event) }],
  ['extra markup', { extra: SVG.repeat(20) }],
  ['blanks and hard blanks', { write: (text) => `&nbsp;\n ${text.replaceAll(' ', ' \n ')}&#160;` }],
  ['character references', { write: (text) => text.replaceAll('e', '&#101;').replaceAll('%', '&percnt;') }],
  ['texts in elements of their own', { write: (text) => text.replace(/^(\S+) vs (\S+)$/, '<b>$1</b> vs <b>$2</b>') }],
  ['tags in capitals', {}, upper],
  ['unquoted attributes', {}, (html) => html.replaceAll(/(\s(?:id|class))="([^"\s]+)"/g, '$1=$2')],
  ['single quotes', {}, (html) => html.replaceAll(/(\s(?:id|class|title|data-toggle-value))="([^"']*)"/g, "$1='$2'")],
  [
    'character references in attributes',
    {},
    (html) => html.replaceAll('PlayerId(', 'PlayerId&#40;').replaceAll('playerId=', 'playerId&#x3D;'),
  ],
  [
    'attributes in another order',
    {},
    (html) => html.replaceAll(/<div class="([^"]*)" id="([^"]*)">/g, '<div id="$2" data-x="<div>" class="$1">'),
  ],
  ['logos for day and for night', {}, (html) => html.replaceAll(/<img alt="" src="\/img\/t\.png"[^>]*>/g, '$&$&')],
  ['line ends of Windows', {}, (html) => html.replaceAll('\n', '\r\n')],
  [
    'the style sheet inside',
    {},
    (html) =>
      html.replace('</head>', '<style>.round-swing-player > div{} #tooltip_player1_round1_event1{}</style></head>'),
  ],
  [
    'the section outside of its block',
    {},
    (html) => {
      const start = html.indexOf('<div class="round-swing">');
      const section = html.slice(start, html.indexOf('\n</div></div></div></body>'));
      return html.replace(section, '').replace('</body>', () => `${section}</body>`);
    },
  ],
];

describe('the section in another form', () => {
  it.each(FORMS)('%s', (_, options, change = (html) => html) => {
    const html = change(pageOf(inventedMap(), options));
    const page = parse(html);
    expect(identifyPage(html)).toMatchObject({ kind: 'performance', id: PAGE_ID, isComplete: true, hasData: true });
    expect(page.issues).toBeUndefined();
    expect(read(page.roundSwing ?? plain())).toEqual(expected(inventedMap()));
    expect(page.roundSwing?.scores).toEqual(plain().scores);
    expect(page.roundSwing?.events).toEqual(plain().events);
  });
});

/** The invented map with one change, and what the issues say. */
function changed(change: (map: SwingMap) => void, options?: SectionOptions) {
  const map = inventedMap();
  change(map);
  const base = performancePageHtml(inventedMap(), renderSection(map, options));
  const page = parse(base);
  const { roundSwing: _, issues, unknowns, ...rest } = page;
  return { page, rest, section: page.roundSwing ?? plain(), issues: issues ?? [], unknowns: unknowns ?? [] };
}

const untouched = (() => {
  const { roundSwing: _, ...rest } = parse(pageOf(inventedMap()));
  return rest;
})();

describe('what cannot be read of the section', () => {
  const eventAt = (map: SwingMap, round: number, event: number) => {
    const found = map.events.find((each) => each.round === round && each.event === event);
    if (found === undefined) throw new Error('no such event');
    return found;
  };

  it('is an event whose copies contradict each other: it is withheld and reported', () => {
    for (const over of [
      { alive: ['5', '3'] },
      { chances: ['66.0', '34.0'] },
      { title: 'dee killed he killed' },
      { pairs: [['ann', '+1.00%']] },
    ] as const) {
      const { section, issues, rest } = changed(() => {}, {
        copy: (event, index) => (event.round === 1 && event.event === 2 && index === 7 ? { ...event, ...over } : event),
      });
      expect(section.events).toHaveLength(12);
      expect(section.swings.filter((each) => each.roundNumber === 1 && each.eventNumber === 2)).toEqual([]);
      expect(issues).toEqual([
        expect.objectContaining({ field: 'roundSwing.events', expected: expect.stringContaining('round 1, event 2') }),
      ]);
      expect(rest).toEqual(untouched);
    }
  });

  it('is an unknown title: its type is null and it is quoted', () => {
    const { section, unknowns, rest } = changed((map) => {
      eventAt(map, 1, 5).title = 'The roof collapsed';
    });
    expect(section.events[4]).toMatchObject({ type: null, playerId: null, team1WinProbability: 100 });
    expect(unknowns).toEqual([{ what: 'event title', seen: 'The roof collapsed' }]);
    expect(rest).toEqual(untouched);
  });

  it('is a nick that no player has: the id is null', () => {
    const { section, issues } = changed((map) => {
      eventAt(map, 1, 2).title = 'ann killed somebody';
    });
    expect(section.events[1]).toMatchObject({ type: 'kill', playerId: 101, victimId: null });
    expect(issues).toMatchObject([
      { field: 'roundSwing.events.playerId', seen: '"ann killed somebody" in round 1, event 2' },
    ]);
  });

  it("is a nick of two players: ids and swings are nobody's", () => {
    const map = inventedMap();
    const [ann] = map.players;
    if (ann === undefined) throw new Error('no players');
    map.players = map.players.map((player) => (player.nick === 'gus' ? { ...player, nick: 'ann' } : player));
    const page = parse(pageOf(map));
    expect(page.roundSwing?.events[1]).toMatchObject({ type: 'kill', playerId: null, victimId: 203 });
    expect(page.roundSwing?.swings[0]).toMatchObject({ playerId: null, swing: 17 });
    expect(page.issues?.map(({ seen }) => seen)).toContain('"ann killed he killed" in round 1, event 2');
    expect(page.issues?.map(({ seen }) => seen)).toContain('"ann" in round 1, event 2, 4 times');
  });

  it('is a title that can be split in two ways', () => {
    const map = inventedMap();
    const rename = (nick: string, to: string) => {
      map.players = map.players.map((player) => (player.nick === nick ? { ...player, nick: to } : player));
    };
    rename('jon', 'he killed gus');
    rename('eve', 'ann killed he');
    eventAt(map, 1, 2).title = 'ann killed he killed gus';
    const { roundSwing, issues } = parse(pageOf(map));
    expect(roundSwing?.events[1]).toMatchObject({ type: 'kill', playerId: null, victimId: null });
    expect(issues?.map(({ seen }) => seen)).toEqual(['"ann killed he killed gus" in round 1, event 2']);
  });

  it('is a section without events: it is said, and it is no failure', () => {
    const { section, issues, rest } = changed((map) => {
      map.events = [];
    });
    expect(section).toMatchObject({ events: [], swings: [], scores: [] });
    expect(section.players).toHaveLength(10);
    expect(issues.map(({ field, seen }) => `${field} ${seen}`)).toEqual([
      'roundSwing.team1Name none',
      'roundSwing.events none',
    ]);
    expect(rest).toEqual(untouched);
  });

  it('is what a program that saves pages has left out', () => {
    const html = pageOf(inventedMap()).replaceAll('<div class="tooltip', '<div class="sf-hidden tooltip');
    const page = parse(html);
    expect(page.leftOut).toEqual({ saver: 'SingleFile', parts: ['events of the rounds'] });
    expect(page.issues).toBeUndefined();
    expect(page.roundSwing?.players).toHaveLength(10);
    expect(page.killMatrix).toEqual(untouched.killMatrix);
  });

  it.each<[string, (html: string) => string]>([
    [
      'a box that does not end',
      (html) =>
        html.replace(/<\/div><\/div>\n(?=<div class="tooltip hidden" id="tooltip_player101_round2_event2")/, '\n'),
    ],
    [
      'boxes in each other',
      (html) => html.replace('<strong class="title">Bomb detonated', '<div id="tooltip_player1_round9_event9">$&'),
    ],
    [
      'numbers beyond all bounds',
      (html) => html.replaceAll('round2_event2', 'round0_event999999').replaceAll('4 vs 5', '9 vs 9'),
    ],
    [
      'an element that is never closed',
      (html) => html.replaceAll('<div class="players-alive">', `$&${'<p>'.repeat(200)}`),
    ],
    [
      'forty thousand boxes',
      (html) =>
        html.replace('<div class="tooltip"', `${'<div id="tooltip_player1_round5_event5">x</div>'.repeat(40_001)}$&`),
    ],
    [
      'two thousand blocks',
      (html) =>
        html.replace('<div class="round-swing-player"', `${'<div class="round-swing-player">x</div>'.repeat(2_000)}$&`),
    ],
    [
      'two thousand events',
      (html) =>
        html.replace(
          '<div class="tooltip"',
          `${Array.from({ length: 2_000 }, (_, at) => `<div id="tooltip_player1_round${1 + Math.floor(at / 900)}_event${at % 900}"><strong class="title">${at}</strong>5 vs 5<i class="team-stat">1%</i><i class="team-stat">99%</i></div>`).join('')}$&`,
        ),
    ],
  ])('is %s: cards and matrix are read all the same', (_, change) => {
    const { roundSwing: __, issues, unknowns: ___, ...rest } = parse(change(pageOf(inventedMap())));
    expect(issues?.length).toBeGreaterThan(0);
    expect(issues?.every(({ rank, field }) => rank === 'decoration' && field.startsWith('roundSwing'))).toBe(true);
    expect(rest).toEqual(untouched);
  });
});
