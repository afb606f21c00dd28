import type { EventBox, ScoreBox } from './round-swing-boxes.ts';

/** The page has a copy of each event and score for every player. Copies are merged; contradictory ones are not used. */

/** An event merged from its copies. Values are texts of the page; null when no copy has one. */
export type UnitedEvent = {
  roundNumber: number;
  eventNumber: number;
  title: string | null;
  alive: readonly [string, string] | null;
  chances: readonly [string, string] | null;
  /** Several values under one label are those of players with one nick. */
  pairs: { label: string; values: string[] }[];
};
export type UnitedScore = { roundNumber: number; teams: readonly [string, string]; rounds: readonly [string, string] };
/** A difference between two copies. */
export type Contradiction = { place: string; what: string; seen: string };

type United<Value> = { value: Value } | { contradiction: Contradiction };

function placeOf({ roundNumber, eventNumber }: { roundNumber: number; eventNumber?: number }): string {
  return eventNumber === undefined ? `round ${roundNumber}` : `round ${roundNumber}, event ${eventNumber}`;
}

/** Events in the order of their numbers. */
export function uniteEvents(boxes: readonly EventBox[]): United<UnitedEvent>[] {
  const groups = Map.groupBy(boxes, ({ roundNumber, eventNumber }) => roundNumber * 1_000 + eventNumber);
  return [...groups].sort(([one], [other]) => one - other).map(([, copies]) => uniteEvent(copies));
}

function uniteEvent(copies: readonly EventBox[]): United<UnitedEvent> {
  const [{ roundNumber, eventNumber } = { roundNumber: 0, eventNumber: 0 }] = copies;
  const place = placeOf({ roundNumber, eventNumber });
  const titles = distinct(copies.map(({ title }) => title));
  const alive = distinct(copies.map((copy) => copy.alive?.join(' vs ') ?? null));
  const chances = distinct(copies.map((copy) => (copy.chances.length === 2 ? copy.chances.join(' / ') : null)));
  const readable = copies.filter(({ isUnreadable }) => !isUnreadable);
  const pairs = unitePairs(readable.map((copy) => copy.pairs));
  const different = [
    ...(titles.length > 1 ? [{ what: 'title', seen: titles.join(', ') }] : []),
    ...(alive.length > 1 ? [{ what: 'players alive', seen: alive.join(', ') }] : []),
    ...(chances.length > 1 ? [{ what: 'chances', seen: chances.join(', ') }] : []),
    ...pairs.filter(({ isSame }) => !isSame).map(({ label, seen }) => ({ what: `value of ${label}`, seen })),
  ];
  const [first] = different;
  if (first !== undefined) return { contradiction: { place, ...first } };
  return {
    value: {
      ...{ roundNumber, eventNumber, title: titles[0] ?? null },
      alive: copies.find((copy) => copy.alive !== null)?.alive ?? null,
      chances: twoOf(copies.find((copy) => copy.chances.length === 2)?.chances ?? []),
      pairs: pairs.map(({ label, values }) => ({ label, values })),
    },
  };
}

type LabelledPairs = EventBox['pairs'];
type UnitedPair = { label: string; values: string[]; isSame: boolean; seen: string };

/** A copy can list fewer players, but its values must equal those of the fullest copy. */
function unitePairs(copies: readonly LabelledPairs[]): UnitedPair[] {
  const byLabel = new Map<string, string[][]>();
  for (const copy of copies) {
    const own = Map.groupBy(
      copy.filter(({ label, value }) => label !== '' && value !== ''),
      ({ label }) => label,
    );
    for (const [label, pairs] of own) {
      const lists = byLabel.get(label) ?? [];
      lists.push(pairs.map(({ value }) => value).sort());
      byLabel.set(label, lists);
    }
  }
  return [...byLabel].map(([label, lists]) => {
    const values = lists.reduce((longest, list) => (list.length > longest.length ? list : longest));
    const isSame = lists.every((list) => list.every((value) => values.includes(value)));
    return { label, values, isSame, seen: distinct(lists.map((list) => list.join(' and '))).join(', ') };
  });
}

/** The order of the teams is that of most boxes; a box with another order is a contradiction. */
export function uniteScores(boxes: readonly ScoreBox[]): United<UnitedScore>[] {
  const whole = boxes.filter(({ teams, rounds }) => teams.length === 2 && rounds.length === 2);
  const groups = Map.groupBy(whole, ({ roundNumber }) => roundNumber);
  return [...groups]
    .sort(([one], [other]) => one - other)
    .map(([roundNumber, copies]) => {
      const seen = distinct(copies.map(({ teams, rounds }) => `${teams.join(' - ')} ${rounds.join(' : ')}`));
      const [first] = copies;
      const teams = twoOf(first?.teams ?? []);
      const rounds = twoOf(first?.rounds ?? []);
      if (seen.length > 1 || teams === null || rounds === null) {
        return { contradiction: { place: placeOf({ roundNumber }), what: 'score', seen: seen.join(', ') } };
      }
      return { value: { roundNumber, teams, rounds } };
    });
}

function twoOf([first, second]: readonly string[]): readonly [string, string] | null {
  return first === undefined || second === undefined ? null : [first, second];
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
