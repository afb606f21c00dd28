import { Misread, quoted, type Seen } from './fields.ts';

/** A team as the info box of a map stats page shows it. The left one is team 1 of the page. */
export type PageTeam = { teamId: number; teamName: string | null; country: string | null; rounds: number };

/** What a page calls its first and its second team; null where it does not say it. */
export type TeamNames = readonly [string | null, string | null];

const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

/** The team that a text names, exactly or apart from case and blanks. Null for a text that fits neither, or both. */
export function teamNamed(text: Seen, names: TeamNames): 0 | 1 | null {
  if (!text) return null;
  return (
    only(names.map((name) => name === text)) ??
    only(names.map((name) => name !== null && folded(name) === folded(text)))
  );
}

function only([first, second]: boolean[]): 0 | 1 | null {
  return first === second ? null : first ? 0 : 1;
}

/** A heading among those of its group: two tables, columns or boxes, one of either team. */
type Heading = { index: number; titles: Seen[]; names: TeamNames };

/**
 * The team under a heading: the one that it names, else the one that the other heading of two does not name. Null where
 * nothing tells it, or two headings name the same team. The order of headings says nothing.
 */
export function findTeamUnder({ index, titles, names }: Heading): 0 | 1 | null {
  const own = teamNamed(titles[index], names);
  const others = titles.filter((_, other) => other !== index).map((title) => teamNamed(title, names));
  if (own !== null) return others.includes(own) ? null : own;
  const [other = null] = others;
  return titles.length !== 2 || other === null ? null : other === 0 ? 1 : 0;
}

/** As `findTeamUnder`; throws `Misread` instead of null. */
export function teamUnder(field: string, heading: Heading): 0 | 1 {
  const team = findTeamUnder(heading);
  if (team !== null) return team;
  const expected = `one of the two teams ${heading.names.map(quoted).join(' and ')}, each once`;
  throw new Misread(field, expected, heading.titles.map(quoted).join(' and ') || 'nothing');
}

/** As `teamUnder`, as the number of the team. */
export function numberOfTeam(field: string, heading: Heading): 1 | 2 {
  return teamUnder(field, heading) === 0 ? 1 : 2;
}
