import type { RoundEventType } from '../../records.ts';

/** Titles of events name players only by nick, and a nick can contain spaces and the words of a title. */

/** Ids of the players with each nick. */
export type Nicks = ReadonlyMap<string, readonly number[]>;

/** A null type: the title is unknown. `isAmbiguous`: it can be parsed in several ways, or a nick is of no single player. */
export type ReadTitle = {
  type: RoundEventType | null;
  playerId: number | null;
  victimId: number | null;
  isAmbiguous: boolean;
};

const FIXED: ReadonlyMap<string, RoundEventType> = new Map([
  ['round started', 'round_started'],
  ['bomb detonated', 'bomb_exploded'],
  ['bomb site secured', 'time_expired'],
]);
const BY_ONE: readonly [suffix: string, type: RoundEventType][] = [
  [' planted the bomb', 'bomb_planted'],
  [' defused the bomb', 'bomb_defused'],
];
const KILLED = ' killed ';

/** One way to parse a title, with its nicks as written. */
type Reading = { type: RoundEventType; nicks: readonly string[] };

/** Parses the title of an event; of several ways to parse it the one with the most known nicks counts. */
export function readTitle(title: string, nicks: Nicks): ReadTitle {
  const readings = readingsOf(title);
  const known = readings.filter((reading) => reading.nicks.every((nick) => nicks.has(nick)));
  const halfKnown = readings.filter((reading) => reading.nicks.some((nick) => nicks.has(nick)));
  const candidates = [known, halfKnown, readings].find((list) => list.length > 0) ?? [];
  const types = new Set(candidates.map(({ type }) => type));
  const [first] = candidates;
  if (first === undefined || types.size > 1) return { ...NOTHING, isAmbiguous: candidates.length > 1 };
  if (candidates.length > 1) return { ...NOTHING, type: first.type, isAmbiguous: true };
  const ids = first.nicks.map((nick) => onlyId(nicks, nick));
  const [playerId = null, victimId = null] = ids;
  return { type: first.type, playerId, victimId, isAmbiguous: ids.includes(null) };
}

const NOTHING: ReadTitle = { type: null, playerId: null, victimId: null, isAmbiguous: false };

/** The player with this nick; null for none or several. */
export function onlyId(nicks: Nicks, nick: string): number | null {
  const [id = null, ...others] = nicks.get(nick) ?? [];
  return others.length === 0 ? id : null;
}

function readingsOf(title: string): Reading[] {
  const fixed = FIXED.get(title.toLowerCase());
  const readings: Reading[] = fixed === undefined ? [] : [{ type: fixed, nicks: [] }];
  for (const [suffix, type] of BY_ONE) {
    if (title.endsWith(suffix)) readings.push({ type, nicks: [title.slice(0, -suffix.length)] });
  }
  for (let at = title.indexOf(KILLED, 1); at >= 0; at = title.indexOf(KILLED, at + 1)) {
    const victim = title.slice(at + KILLED.length);
    if (victim !== '') readings.push({ type: 'kill', nicks: [title.slice(0, at), victim] });
  }
  return readings;
}
