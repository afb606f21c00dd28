import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import type { RoundEvent } from '../../src/replica/world/model.ts';
import { killCounts } from '../../src/replica/world/statistics.ts';
import { hasRoundSwing, roundSwingOrder } from '../../src/replica/world/visible.ts';
import { createWorld, type MapStory, type World } from '../../src/replica/world/world.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';

function storiesOf(world: World, matchIds: number[]): MapStory[] {
  return matchIds.flatMap((matchId) => {
    const match = world.findMatch(matchId)!;
    return match.maps.filter((map) => map.state === 'played').map((map) => world.storyOf(match, map));
  });
}

function storyOfCase(name: string, seed = 1): MapStory {
  const world = createWorld({ seed });
  const [story] = storiesOf(world, [world.caseMatch(name).matchId]);
  return story!;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const tenths = ({ chance }: RoundEvent): number => Math.round(chance / 10);

function isTeamKill({ played }: MapStory, { player, victim }: RoundEvent): boolean {
  return victim !== null && played.players[player!]!.team === played.players[victim]!.team;
}

/** A map's kills of opponents, or the first one of each round, as its events list them. */
function countedKills(story: MapStory, onlyFirst: boolean): number[][] {
  const counts = story.played.players.map(() => story.played.players.map(() => 0));
  for (const { events } of story.played.rounds) {
    const kills = events.filter((event) => event.type === 'kill' && !isTeamKill(story, event));
    for (const { player, victim } of onlyFirst ? kills.slice(0, 1) : kills) counts[player!]![victim!]! += 1;
  }
  return counts;
}

const CASES = ['team-kills', 'unknown-round-event', 'equal-nicks', 'killed-in-names', 'short-copies'];

describe.each(firstUnlessAll([1, 2]))('the round events of seed %i', (seed) => {
  const world = createWorld({ seed });
  const stories = storiesOf(world, [...world.matchIds(), ...CASES.map((name) => world.caseMatch(name).matchId)]);

  it('begin with five against five, and the alive counts only fall', () => {
    for (const { played } of stories) {
      for (const { events, active } of played.rounds) {
        expect(events[0]).toMatchObject({ type: 'round_started', alive: [5, 5], swings: [] });
        // One assertion a round: one an event would take seconds.
        const wrong = events.filter(({ type, victim, alive }, index) => {
          const before = events[index - 1]?.alive ?? alive;
          const team = victim === null ? null : active[0].includes(victim) ? 0 : 1;
          const isLess = [0, 1].every((side) => before[side]! - alive[side]! >= (team === side ? 1 : 0));
          return (type === 'kill') !== (team !== null) || !isLess || Math.min(...alive) < 0;
        });
        expect(wrong).toEqual([]);
      }
    }
  });

  it('end with the winner of the round and fit its outcome', () => {
    for (const { events, winner, outcome, sides } of stories.flatMap(({ played }) => played.rounds)) {
      expect(events.at(-1)!.chance).toBe(winner === 0 ? 10_000 : 0);
      const wrong = winner === 0 ? 0 : 1000;
      expect(events.every((event) => tenths(event) !== wrong)).toBe(true);
      const types = events.map(({ type }) => type);
      const plant = types.indexOf('bomb_planted');
      expect(types.includes('bomb_defused')).toBe(outcome === 'bomb_defused');
      expect(types.includes('bomb_exploded')).toBe(outcome === 'bomb_exploded');
      expect(types.includes('time_expired')).toBe(outcome === 'time');
      if (outcome.startsWith('bomb')) expect(plant).toBeGreaterThan(0);
      if (plant > 0) expect(events[plant]!.alive[sides[0] === 't' ? 0 : 1]).toBeGreaterThan(0);
      if (outcome === 'time') expect(plant).toBe(-1);
    }
  });

  it('have the kills of the kill matrix, those after the decision apart', () => {
    let exits = 0;
    for (const story of stories) {
      expect(countedKills(story, true)).toEqual(killCounts(story.played, 'first_kill'));
      const [inEvents, inMatrix] = [countedKills(story, false).flat(), killCounts(story.played, 'all').flat()];
      expect(inEvents.every((kills, index) => kills <= inMatrix[index]!)).toBe(true);
      exits += sum(inMatrix) - sum(inEvents);
    }
    expect(exits).toBeGreaterThan(20);
  });

  it('have swings that add up to the change of the chances, and to the swing of the map', () => {
    for (const story of stories) {
      const { played, lines } = story;
      const events = played.rounds.flatMap((round) => round.events);
      for (const { index } of played.players) {
        const total = sum(
          events.flatMap(({ swings }) => swings.filter(({ player }) => player === index)).map(({ swing }) => swing),
        );
        expect(Math.abs(total / 100 / played.rounds.length - lines[index]!.both.roundSwing)).toBeLessThan(0.00501);
      }
      for (const round of played.rounds) {
        for (const [index, event] of round.events.entries()) {
          if (index === 0 || isTeamKill(story, event)) continue;
          const change = (tenths(event) - tenths(round.events[index - 1]!)) / 10;
          const of = (team: 0 | 1): number =>
            sum(event.swings.filter(({ player }) => round.active[team].includes(player)).map(({ swing }) => swing)) /
            100;
          if (event.swings.length === 0 && change === 0) continue;
          expect(Math.abs(of(0) - change)).toBeLessThan(0.1101);
          expect(Math.abs(of(1) + change)).toBeLessThan(0.1101);
        }
      }
    }
  });

  it('list a player once in an event', () => {
    const events = stories.flatMap(({ played }) => played.rounds).flatMap((round) => round.events);
    const repeats = ({ swings }: RoundEvent) => new Set(swings.map(({ player }) => player)).size < swings.length;
    expect(events.filter(repeats)).toEqual([]);
  });

  it('have plants after the last kill, bombs that win for the dead, and rounds of overtime', () => {
    const rounds = stories.flatMap(({ played }) => played.rounds);
    const lateEnds = rounds.filter(({ events }) => events.at(-1)?.type === 'bomb_planted');
    const deadWinners = rounds.filter(({ events, winner }) => events.at(-1)?.alive[winner] === 0);
    expect(lateEnds.length).toBeGreaterThan(3);
    expect(deadWinners.length).toBeGreaterThan(3);
    expect(deadWinners.every(({ outcome }) => outcome === 'bomb_exploded')).toBe(true);
    expect(stories.some(({ match, map, played }) => hasRoundSwing(match, map) && played.rounds.length > 30)).toBe(true);
    expect(new Set(stories.map(({ map }) => roundSwingOrder(map)[0])).size).toBe(2);
  });
});

describe('the cases of the Round swing section', () => {
  it('have kills inside a team, deaths that are in no kill matrix', () => {
    const story = storyOfCase('team-kills');
    const kills = story.played.rounds.flatMap(({ events }) => events.filter((event) => isTeamKill(story, event)));
    expect(kills.length).toBeGreaterThan(1);
    for (const { player, victim } of kills) expect(killCounts(story.played, 'all')[player!]![victim!]).toBe(0);
  });

  it('have two players of one nick', () => {
    const { played } = storyOfCase('equal-nicks');
    expect(new Set(played.players.map(({ person }) => person.nick)).size).toBe(9);
  });

  it.each(['no-round-swing', 'mr15', 'e22-layout', 'player-missing-from-performance', 'no-performance'])(
    'has no section: %s',
    (name) => {
      expect(page(storyOfCase(name), 'bare')).not.toContain('Round swing</div>');
    },
  );

  it('has no section before 2026', () => {
    const world = createWorld({ seed: 1, variants: 'plain', newestEndAtMs: Date.UTC(2025, 11, 31) });
    const id = world.matchAtPlace(0)!.maps[0]!.mapStatsId!;
    expect(renderPage(world, { kind: 'performance', id })).not.toContain('Round swing</div>');
    const later = createWorld({ seed: 1, variants: 'plain', newestEndAtMs: Date.UTC(2026, 0, 2) });
    const laterId = later.matchAtPlace(0)!.maps[0]!.mapStatsId!;
    expect(renderPage(later, { kind: 'performance', id: laterId })).toContain('Round swing</div>');
  });
});

function page(story: MapStory, size: 'bare' | 'full', seed = 1): string {
  return renderPage(createWorld({ seed }), { kind: 'performance', id: story.map.mapStatsId!, size });
}

/** Boxes of an event by its number, as lists of their nicks. */
function boxesOf(html: string, round: number, event: number): string[][] {
  const boxes = html.matchAll(new RegExp(`id="tooltip_player\\d+_round${round}_event${event}">(.*)</div>\\n`, 'g'));
  return [...boxes].map(([, content]) => [...content!.matchAll(/player-nick">([^<]*)</g)].map(([, nick]) => nick!));
}

describe('the markup of the Round swing section', () => {
  it('has one box for each event, or all ten at full size', () => {
    const story = storyOfCase('bo1');
    const events = sum(story.played.rounds.map((round) => round.events.length));
    const count = (html: string, pattern: RegExp): number => [...html.matchAll(pattern)].length;
    for (const [size, copies] of [
      ['bare', 1],
      ['full', 10],
    ] as const) {
      const html = page(story, size);
      expect(count(html, /class="round-swing-player"/g)).toBe(10);
      expect(count(html, /id="tooltip_player\d+_round\d+_event\d+"/g)).toBe(events * copies);
      expect(count(html, /id="tooltip_player\d+_match_round\d+"/g)).toBe(story.played.rounds.length * copies);
      expect(new Set([...html.matchAll(/id="(tooltip_player[^"]+)"/g)].map(([, id]) => id)).size).toBe(
        (events + story.played.rounds.length) * copies,
      );
    }
  });

  it('has short copies that together list every player of an event', () => {
    const story = storyOfCase('short-copies');
    const html = page(story, 'bare');
    for (const round of story.played.rounds) {
      for (const [index, { swings }] of round.events.entries()) {
        if (index === 0) continue;
        const copies = boxesOf(html, round.number, index + 1);
        expect(copies).toHaveLength(3);
        const nicks = swings.map(({ player }) => story.played.players[player]!.person.nick);
        expect(copies.flat().toSorted()).toEqual(nicks.toSorted());
        if (nicks.length > 1) expect(copies.every((copy) => copy.length < nicks.length)).toBe(true);
      }
    }
  });

  it('writes titles, players alive, chances and swings as the site does', () => {
    const html = page(storyOfCase('bo1'), 'bare');
    expect(html).toMatch(/<strong class="title">Round started<\/strong>.*<span>5 vs 5<\/span>/);
    expect(html).toMatch(/equipment value:<\/div><span class="stat">\$\d+(\.\d{1,2})?K \(PISTOL\)<\/span>/);
    expect(html).toMatch(/<strong class="title">\w+ killed \w+<\/strong>/);
    expect(html).toMatch(/<div class="team-stat">\d+\.\d%<\/div><div class="team-stat">\d+\.\d%<\/div>/);
    expect(html).toMatch(/<div class="player-nick">\w+<\/div><span class="stat">[+-]\d+\.\d\d%<\/span>/);
  });
});
