import type { FieldIssue, PerformancePlayer, RoundSwing, Unknown } from '../../page-records.ts';
import { bareId, bounded, decimal, integer, percent, quoted, type Reader, type Seen, share } from '../html/fields.ts';
import { named } from '../html/unknowns.ts';
import type { Boxes } from './round-swing-boxes.ts';
import { type Contradiction, type UnitedEvent, uniteEvents, uniteScores } from './round-swing-copies.ts';
import { type Nicks, onlyId, readTitle } from './round-swing-titles.ts';

/** Parses the Round swing section, with issues for unreadable values. The section is decoration: it never fails the page. */
type Read = { roundSwing: RoundSwing; issues: FieldIssue[]; unknowns: Unknown[] };

/** Twice what the longest known maps have. */
const MAX_EVENTS = 1_500;
const MAX_ISSUES = 30;
const ALIVE = bounded(integer, [0, 5]);
const SWING = bounded(percent, [-100, 100]);
const ROUNDS = bounded(integer, [0, 400]);
const BUY_TYPES: ReadonlySet<string> = new Set(['PISTOL', 'ECO', 'HALF', 'FULL']);

/** Null when the marks belong to something other than the section. */
export function readRoundSwing(boxes: Boxes, cards: readonly PerformancePlayer[]): Read | null {
  const { players, scores, events } = boxes;
  if (players.length + scores.length + events.length + boxes.broken === 0) return null;
  return new SectionReader(boxes, cards).read();
}

type Event = RoundSwing['events'][number];
type EventRef = Pick<Event, 'roundNumber' | 'eventNumber'>;
type Unresolved = { seen: string; count: number };

class SectionReader {
  readonly #boxes: Boxes;
  readonly #cards: readonly PerformancePlayer[];
  readonly #issues: FieldIssue[] = [];
  readonly #titles: string[] = [];
  readonly #buyTypes: string[] = [];
  readonly #unresolved = new Map<string, Unresolved>();
  readonly #swings: RoundSwing['swings'] = [];
  readonly #equipment: RoundSwing['equipment'] = [];

  constructor(boxes: Boxes, cards: readonly PerformancePlayer[]) {
    this.#boxes = boxes;
    this.#cards = cards;
  }

  read(): Read {
    const players = this.#readPlayers();
    const { teams, scores } = this.#readScores();
    const events = this.#readEvents(nicksOf(players, this.#cards));
    const { broken } = this.#boxes;
    if (broken > 0) this.#add('', 'boxes that end, each beside the others', `${broken} that do not`);
    for (const [text, { seen, count }] of this.#unresolved) {
      const more = count > 1 ? `, ${count} times` : '';
      this.#add('events.playerId', 'nicks of one player each', `${quoted(text)} in ${seen}${more}`);
    }
    const [team1Name, team2Name] = teams ?? [null, null];
    return {
      roundSwing: { team1Name, team2Name, players, scores, events, swings: this.#swings, equipment: this.#equipment },
      issues: limited(this.#issues),
      unknowns: [...named('event title', firstOf(this.#titles)), ...named('buy type', firstOf(this.#buyTypes))],
    };
  }

  #add(field: string, expected: string, seen: string): void {
    const path = field === '' ? 'roundSwing' : `roundSwing.${field}`;
    this.#issues.push({ rank: 'decoration', field: path, expected, seen, mapNumber: null });
  }

  /** Null, with an issue, when the text is not such a value. */
  #value<Value>(field: string, text: Seen, { reader, place }: { reader: Reader<Value>; place: string }): Value | null {
    const value = text === null || text === undefined ? undefined : reader.read(text);
    if (value === undefined) this.#add(field, reader.expected, `${quoted(text)} in ${place}`);
    return value ?? null;
  }

  #readPlayers(): RoundSwing['players'] {
    const rows = this.#boxes.players.flatMap((block, index) => {
      const place = `block ${index + 1}`;
      const playerId = this.#value('players.playerId', block.playerId, { reader: bareId, place });
      const roundSwing = this.#value('players.roundSwing', block.total, { reader: percent, place });
      if (block.nick === null) this.#add('players.playerName', 'a nick', `nothing in ${place}`);
      if (playerId === null || block.nick === null) return [];
      return [{ playerId, playerName: block.nick, teamName: block.team, roundSwing }];
    });
    if (this.#boxes.players.length === 0) this.#add('players', 'a block for each player', 'none');
    return [...Map.groupBy(rows, ({ playerId }) => playerId)].flatMap(([playerId, same]) => {
      const [first] = same;
      if (new Set(same.map((row) => JSON.stringify(row))).size === 1 && first !== undefined) return [first];
      this.#add('players.playerId', 'each player once', `player ${playerId}, in different words`);
      return [];
    });
  }

  #readScores(): { teams: readonly [string, string] | null; scores: RoundSwing['scores'] } {
    const united = uniteScores(this.#boxes.scores).flatMap((each) => this.#valueOfCopies('scores', each) ?? []);
    const teams = mostFrequent(united.map((score) => score.teams));
    if (teams === null) this.#add('team1Name', 'two teams in the boxes of the scores', 'none');
    const scores = united.flatMap(({ roundNumber, teams: own, rounds }) => {
      const place = `round ${roundNumber}`;
      if (own.join('\n') !== teams?.join('\n')) {
        this.#add(
          'scores',
          `the teams ${teams?.map(quoted).join(' and ')}`,
          `${own.map(quoted).join(' and ')} in ${place}`,
        );
        return [];
      }
      const [team1Rounds, team2Rounds] = rounds.map((text) => this.#value('scores', text, { reader: ROUNDS, place }));
      return team1Rounds == null || team2Rounds == null ? [] : [{ roundNumber, team1Rounds, team2Rounds }];
    });
    return { teams, scores };
  }

  #valueOfCopies<Value>(field: string, each: { value: Value } | { contradiction: Contradiction }): Value | null {
    if ('value' in each) return each.value;
    const { place, what, seen } = each.contradiction;
    this.#add(field, `one ${what} in all copies of ${place}`, quoted(seen));
    return null;
  }

  #readEvents(nicks: Nicks): Event[] {
    const united = uniteEvents(this.#boxes.events);
    if (united.length === 0) this.#add('events', 'events of the rounds', 'none');
    if (united.length > MAX_EVENTS) {
      this.#add('events', `at most ${MAX_EVENTS} events`, `${united.length}`);
      return [];
    }
    return united.flatMap((each) => {
      const event = this.#valueOfCopies('events', each);
      return event === null ? [] : (this.#readEvent(event, nicks) ?? []);
    });
  }

  /** Null without player counts and chances. */
  #readEvent(event: UnitedEvent, nicks: Nicks): Event | null {
    const { roundNumber, eventNumber } = event;
    const place = `round ${roundNumber}, event ${eventNumber}`;
    const [team1Alive, team2Alive] = [0, 1].map((at) =>
      this.#value('events.alive', event.alive?.[at], { reader: ALIVE, place }),
    );
    const [team1WinProbability, team2WinProbability] = [0, 1].map((at) =>
      this.#value('events.winProbability', event.chances?.[at], { reader: share, place }),
    );
    if (team1Alive == null || team2Alive == null || team1WinProbability == null || team2WinProbability == null)
      return null;
    for (const pair of event.pairs) this.#readPair(pair, { roundNumber, eventNumber }, nicks);
    const who = this.#readTitle(event.title, place, nicks);
    return { roundNumber, eventNumber, ...who, team1Alive, team2Alive, team1WinProbability, team2WinProbability };
  }

  #readTitle(title: string | null, place: string, nicks: Nicks): Pick<Event, 'type' | 'playerId' | 'victimId'> {
    if (title === null) {
      this.#add('events.type', 'a title', `nothing in ${place}`);
      return { type: null, playerId: null, victimId: null };
    }
    const { isAmbiguous, ...who } = readTitle(title, nicks);
    if (isAmbiguous) this.#countUnresolved(title, place);
    else if (who.type === null) this.#titles.push(title);
    return who;
  }

  #countUnresolved(text: string, place: string): void {
    const known = this.#unresolved.get(text) ?? { seen: place, count: 0 };
    this.#unresolved.set(text, { ...known, count: known.count + 1 });
  }

  #readPair({ label, values }: UnitedEvent['pairs'][number], at: EventRef, nicks: Nicks): void {
    const place = `round ${at.roundNumber}, event ${at.eventNumber}`;
    const [, teamName] = nicks.has(label) ? [] : (/^(.+) equipment value:?$/.exec(label) ?? []);
    if (teamName !== undefined) {
      this.#readEquipment(teamName, values, at);
      return;
    }
    const playerId = values.length === 1 ? onlyId(nicks, label) : null;
    if (playerId === null) this.#countUnresolved(label, place);
    for (const text of values) {
      const swing = this.#value('swings', text, { reader: SWING, place });
      if (swing !== null) this.#swings.push({ ...at, playerId, swing });
    }
  }

  #readEquipment(teamName: string, [text, ...others]: readonly string[], { roundNumber }: EventRef): void {
    const [, value = '', thousands, buyType] =
      /^\$(\d{1,6}(?:\.\d{1,2})?)(K?) ?\((\w{1,20})\)$/i.exec(text ?? '') ?? [];
    const number = decimal.read(value);
    if (number === undefined || buyType === undefined || others.length > 0) {
      this.#add('equipment', 'a value like $4.35K (PISTOL)', `${quoted(text)} in round ${roundNumber}`);
      return;
    }
    const equipmentValue = Math.round(number * (thousands === '' ? 1 : 1_000));
    if (!BUY_TYPES.has(buyType)) this.#buyTypes.push(buyType);
    this.#equipment.push({ roundNumber, teamName, equipmentValue, buyType });
  }
}

/** The nicks in the blocks of the section and on the cards, which are the same players. */
function nicksOf(players: RoundSwing['players'], cards: readonly PerformancePlayer[]): Nicks {
  const nicks = new Map<string, number[]>();
  for (const { playerName, playerId } of [...players, ...cards]) {
    const ids = nicks.get(playerName) ?? [];
    if (!ids.includes(playerId)) nicks.set(playerName, [...ids, playerId]);
  }
  return nicks;
}

/** Bounds the issues of a hostile page. */
function firstOf(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, MAX_ISSUES);
}

/** The pair in more than half of the boxes. */
function mostFrequent(pairs: readonly (readonly [string, string])[]): readonly [string, string] | null {
  const groups = [...Map.groupBy(pairs, (pair) => pair.join('\n')).values()];
  const first = groups.find((group) => group.length * 2 > pairs.length)?.[0];
  return first === undefined || first[0] === first[1] ? null : first;
}

function limited(issues: FieldIssue[]): FieldIssue[] {
  const rest = issues.length - MAX_ISSUES;
  if (rest <= 0) return issues;
  const expected = `at most ${MAX_ISSUES} unreadable values`;
  const more: FieldIssue = { rank: 'decoration', field: 'roundSwing', expected, seen: `${rest} more`, mapNumber: null };
  return [...issues.slice(0, MAX_ISSUES), more];
}
