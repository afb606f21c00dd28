import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS } from './corpus.ts';

/** What the Round swing section of a page says, and how it is written for tests: by none of the program's code. */

export type SwingPlayer = { id: number; nick: string; team: string; total: string };
type SwingEvent = {
  round: number;
  event: number;
  title: string;
  alive: readonly [string, string];
  chances: readonly [string, string];
  /** Nick or team with what stands behind it. */
  pairs: readonly (readonly [label: string, value: string])[];
};
export type SwingMap = { teams: readonly [string, string]; players: SwingPlayer[]; events: SwingEvent[] };

function eventOf(line: string): SwingEvent {
  const [round = '', event = '', title = '', alive = '', chances = '', equipment = '', swings = ''] = line.split(',');
  const two = (text: string, separator: string): readonly [string, string] => {
    const [first = '', second = ''] = text.split(separator);
    return [first, second];
  };
  const bought = equipment.split(';').filter(Boolean);
  return {
    round: Number(round),
    event: Number(event),
    title,
    alive: two(alive, 'v'),
    chances: two(chances, '/'),
    pairs: [
      ...bought.map((text) => [`${text.split('=')[0]} equipment value:`, text.split('=')[1] ?? ''] as const),
      ...swings
        .split(';')
        .filter(Boolean)
        .map((text) => [text.slice(0, text.lastIndexOf(' ')), text.slice(text.lastIndexOf(' ') + 1)] as const),
    ],
  };
}

const linesOf = (text: string): string[] => text.trim().split('\n').slice(1);

function swingMap(events: string, players: string): SwingMap {
  const rows = linesOf(players).map((line) => {
    const [id = '', nick = '', team = '', , total = ''] = line.split(',');
    return { id: Number(id), nick, team, total };
  });
  const [first = ''] = rows.map(({ team }) => team);
  const second = rows.find(({ team }) => team !== first)?.team ?? '';
  return { teams: [first, second], players: rows, events: linesOf(events).map(eventOf) };
}

/** The map whose events somebody has recorded; it lies with the real pages. */
export function recordedMap(): SwingMap {
  const read = (name: string) =>
    readFileSync(join(CORPUS, 'recorded', `performance-events-237427-inferno${name}.csv`), 'utf8');
  return swingMap(read(''), read('-players'));
}

const INVENTED_PLAYERS = `player_id,nick,team,kills,swing_total
101,ann,Alpha Wolves,2,+12.33%
102,bob & co,Alpha Wolves,1,+4.00%
103,killed bill,Alpha Wolves,1,+0.00%
104,dee,Alpha Wolves,0,-6.67%
105,eve,Alpha Wolves,0,+0.00%
201,fox,Bravo Foxes,2,+6.67%
202,gus,Bravo Foxes,1,-7.00%
203,he killed,Bravo Foxes,0,-9.33%
204,ivy,Bravo Foxes,0,+0.00%
205,jon,Bravo Foxes,0,+0.00%`;
const INVENTED_EVENTS = `round,event,action,alive,winprob,equip,swings
1,1,Round started,5v5,50.0/50.0,Alpha=$4.1K (PISTOL);Bravo Foxes=$4.35K (PISTOL),
1,2,ann killed he killed,5v4,67.0/33.0,,ann +17.00%;he killed -17.00%
1,3,bob & co killed gus,5v3,88.0/12.0,,bob & co +21.00%;gus -21.00%
1,4,killed bill planted the bomb,5v3,99.0/1.0,,killed bill +0.00%;ann +11.00%;he killed -11.00%
1,5,Bomb detonated,5v3,100.0/0.0,,
2,1,Round started,5v5,50.0/50.0,Alpha=$20.1K (FULL);Bravo Foxes=$950 (ECO),
2,2,fox killed dee,4v5,30.0/70.0,,fox +20.00%;dee -20.00%
2,3,Bomb site secured,4v5,0.0/100.0,,
3,1,Round started,5v5,50.0/50.0,Alpha=$22K (FULL);Bravo Foxes=$21.5K (HALF),
3,2,fox killed bob & co,4v5,41.0/59.0,,fox +9.00%;bob & co -9.00%
3,3,ann killed fox,4v4,50.0/50.0,,ann +9.00%;fox -9.00%
3,4,gus planted the bomb,4v4,50.0/50.0,,gus +0.00%;he killed +0.00%;fox +0.00%;bob & co +0.00%;ann +0.00%;dee +0.00%
3,5,killed bill defused the bomb,4v4,100.0/0.0,,`;

/** Three rounds, with nicks that hold blanks and the words of a title. */
export const inventedMap = (): SwingMap => swingMap(INVENTED_EVENTS, INVENTED_PLAYERS);

export type SectionOptions = {
  /** One copy of each box for each of so many players. */
  copies?: number;
  /** Changes a copy before it is written; null leaves it out. */
  copy?: (event: SwingEvent, index: number) => SwingEvent | null;
  /** Boxes inside the block of their player instead of behind all blocks. */
  isNested?: boolean;
  /** Markup in each box that says nothing. */
  extra?: string;
  /** Changes the text of every value. */
  write?: (text: string) => string;
  box?: (html: string, index: number) => string;
};

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
export const escaped = (text: string): string => text.replaceAll(/[&<"]/g, (each) => ENTITIES[each] ?? each);

/** The rounds that the teams have won after each round. */
function scoresOf({ events }: SwingMap): { round: number; score: [number, number] }[] {
  const score: [number, number] = [0, 0];
  const rounds = [...Map.groupBy(events, ({ round }) => round)];
  return rounds.map(([round, ofRound]) => {
    if (Number(ofRound.at(-1)?.chances[0]) > 50) score[0] += 1;
    else score[1] += 1;
    return { round, score: [...score] as [number, number] };
  });
}

function eventBox(event: SwingEvent, playerId: number, { extra = '', write = (text) => text }: SectionOptions): string {
  const text = (value: string) => write(escaped(value));
  const pairs = event.pairs.map(
    ([label, value]) =>
      `<div class="round-swing-row"><div class="player-nick text-ellipsis">${text(label)}</div><span class="stat">${text(value)}</span></div>`,
  );
  return `<div class="tooltip hidden" id="tooltip_player${playerId}_round${event.round}_event${event.event}">
<div class="tooltip-content">${extra}<strong class="title">${text(event.title)}</strong>
<div class="players-alive"><i class="fa fa-user"></i>${text(`${event.alive[0]} vs ${event.alive[1]}`)}</div>
<div class="teams"><div class="team-stat">${text(`${event.chances[0]}%`)}</div><div class="team-stat">${text(`${event.chances[1]}%`)}</div></div>
${pairs.join('\n')}</div></div>\n`;
}

function scoreBox(
  map: SwingMap,
  playerId: number,
  { round, score }: { round: number; score: [number, number] },
): string {
  const sides = map.teams.map(
    (team, index) =>
      `<div class="team"><img alt="" src="/img/t.png" title="${escaped(team)}"><div class="team-stat">${score[index]}</div></div>`,
  );
  return `<div class="tooltip" id="tooltip_player${playerId}_match_round${round}">${sides.join('')}</div>\n`;
}

function playerBlock({ id, nick, team, total }: SwingPlayer, inside: string): string {
  return `<div class="round-swing-player" ><div class="toggle" data-toggle-value="PlayerId(playerId=${id})"></div>
<div class="bodyShot-con"><img class="bodyShot" src="/p.png" title="A photo"><img class="bodyShot-team" src="/t.png" title="${escaped(team)}"></div>
<div class="player-nick text-ellipsis">${escaped(nick)}</div><div class="player-round-swing-total positive">${total}</div>${inside}</div>\n`;
}

export function renderSection(map: SwingMap, options: SectionOptions = {}): string {
  const { copies = 10, copy = (event) => event, box = (html) => html, isNested = false } = options;
  const scores = scoresOf(map);
  const boxes = map.players.slice(0, copies).map(({ id }, index) => {
    const events = map.events.flatMap((event) => copy(event, index) ?? []);
    const all = [
      ...scores.map((each) => scoreBox(map, id, each)),
      ...events.map((event) => eventBox(event, id, options)),
    ];
    return all.map((each) => box(each, index)).join('');
  });
  const blocks = map.players.map((player, index) => playerBlock(player, isNested ? (boxes[index] ?? '') : ''));
  return `<div class="round-swing"><div class="standard-headline">Round swing</div>${blocks.join('')}${isNested ? '' : boxes.join('')}</div>`;
}
