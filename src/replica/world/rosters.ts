import { HOSTILE_TEAMS } from './hostile-names.ts';
import type { Person } from './model.ts';
import { at, type Random, randomFor } from './random.ts';

/** A team of the world: five players and a bench of two. */
export type Club = {
  teamId: number;
  name: string;
  country: string;
  strength: number;
  rank: number | null;
  players: Person[];
};

/** Teams and players of a world. One team and one player get new names at `renamedAtMs`. */
export type Rosters = { seed: number; clubs: Club[]; hostile: Club[]; renamedAtMs: number };

const COLOURS = ['Amber', 'Ashen', 'Azure', 'Brass', 'Cobalt', 'Coral', 'Crimson', 'Ebony', 'Frost', 'Golden', 'Hazel'];
const ANIMALS = [
  'Badgers',
  'Cranes',
  'Foxes',
  'Herons',
  'Ibexes',
  'Jackals',
  'Lynxes',
  'Moths',
  'Otters',
  'Ravens',
  'Wolves',
];
const FIRST = [
  'Adam',
  'Bela',
  'Carl',
  'Dario',
  'Emil',
  'Finn',
  'Goran',
  'Hugo',
  'Ilya',
  'Jonas',
  'Kacper',
  'Luca',
  'Milan',
  'Nuno',
  'Oskar',
];
const LAST = [
  'Ashby',
  'Brandt',
  'Costa',
  'Dahl',
  'Eriksen',
  'Fontaine',
  'Gruber',
  'Horvat',
  'Ivanov',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Novak',
  'Okoye',
];
const SYLLABLES = [
  'ar',
  'be',
  'cro',
  'du',
  'el',
  'fi',
  'go',
  'hex',
  'ix',
  'ju',
  'ka',
  'lo',
  'mi',
  'nu',
  'or',
  'pra',
  'qui',
  'ro',
  'sy',
  'tok',
  'ul',
  'vex',
  'wi',
  'zed',
];
const COUNTRIES = [
  'Denmark',
  'Spain',
  'Brazil',
  'Poland',
  'France',
  'Sweden',
  'Portugal',
  'Mongolia',
  'Serbia',
  'Norway',
  'Germany',
  'Turkey',
];
const REGIONS = ['Europe', 'North America', 'South America'];
const CLUB_COUNT = 48;
const UNRANKED_CLUBS = 5;

/** Ordinary teams are 9001 and up, players 50001 and up, the hostile ones 9501 and 58001 and up. */
export function createRosters(seed: number, renamedAtMs: number): Rosters {
  const random = randomFor(seed, 'cast');
  const names = random.shuffle(COLOURS.flatMap((colour) => ANIMALS.map((animal) => `${colour} ${animal}`)));
  const nicks = uniqueNicks(random, CLUB_COUNT * 7);
  const clubs = Array.from({ length: CLUB_COUNT }, (_, index): Club => {
    const country = random.chance(0.2) ? random.pick(REGIONS) : random.pick(COUNTRIES);
    return {
      teamId: 9001 + index * 7,
      name: at(names, index),
      country,
      strength: 0.9 + random.next() * 0.2,
      rank: index >= CLUB_COUNT - UNRANKED_CLUBS ? null : 1 + index * 5 + random.int(0, 4),
      players: Array.from({ length: 7 }, (__, k) => person(50001 + index * 10 + k, at(nicks, index * 7 + k), random)),
    };
  });
  return { seed, clubs, hostile: hostileClubs(random), renamedAtMs };
}

function person(playerId: number, nick: string, random: Random): Person {
  return {
    playerId,
    nick,
    firstName: random.pick(FIRST),
    lastName: random.pick(LAST),
    country: random.pick(COUNTRIES),
  };
}

function uniqueNicks(random: Random, count: number): string[] {
  const nicks = new Set<string>();
  while (nicks.size < count) {
    const core = `${random.pick(SYLLABLES)}${random.pick(SYLLABLES)}${random.chance(0.3) ? random.pick(SYLLABLES) : ''}`;
    const nick = random.chance(0.25) ? core.toUpperCase() : core;
    nicks.add(random.chance(0.15) ? `${nick}${random.int(1, 99)}` : nick);
  }
  return [...nicks];
}

function hostileClubs(random: Random): Club[] {
  return HOSTILE_TEAMS.map((team, index) => ({
    teamId: 9501 + index,
    name: team.name,
    country: random.pick(COUNTRIES),
    strength: 1,
    rank: 150 + index,
    players: Array.from({ length: 7 }, (_, k) => {
      const base = person(58001 + index * 10 + k, team.nicks[k] ?? `h${index}p${k}`, random);
      return k === 0 ? { ...base, firstName: team.firstName, lastName: team.lastName } : base;
    }),
  }));
}

/** Name of a team at a time: the fourth club gets a new name. */
export function teamNameAt(rosters: Rosters, club: Club, atMs: number): string {
  return club === rosters.clubs[3] && atMs >= rosters.renamedAtMs ? `${club.name} Academy` : club.name;
}

/** A player at a time: the third player of the sixth club gets a new nick. */
export function personAt(rosters: Rosters, player: Person, atMs: number): Person {
  const renamed = player === rosters.clubs[5]?.players[2] && atMs >= rosters.renamedAtMs;
  return renamed ? { ...player, nick: `${player.nick}-neo` } : player;
}
