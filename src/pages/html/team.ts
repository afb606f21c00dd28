import { FieldError, quoted, type Seen } from './fields.ts';

/** A team in the info box of a map stats page. The left team is team 1 of the page. */
export type PageTeam = { teamId: number; teamName: string | null; country: string | null; rounds: number };

/** Names of the first and the second team of a page; null when unknown. */
export type TeamNames = readonly [string | null, string | null];

function normalized(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Index of the team that a text names, ignoring case and white space. Null when the text matches neither or both. */
export function teamNamed(text: Seen, names: TeamNames): 0 | 1 | null {
  if (!text) return null;
  return (
    only(names.map((name) => name === text)) ??
    only(names.map((name) => name !== null && normalized(name) === normalized(text)))
  );
}

function only([first, second]: boolean[]): 0 | 1 | null {
  return first === second ? null : first ? 0 : 1;
}

/** A heading of a group of two tables, columns or boxes, one for each team. */
type Heading = { index: number; titles: Seen[]; names: TeamNames };

/**
 * Index of the team that a heading is about: the team that it names, else the team that the other of two headings does
 * not name. Null when that is unknown or two headings name the same team. The order of headings is not used.
 */
export function findTeamUnder({ index, titles, names }: Heading): 0 | 1 | null {
  const own = teamNamed(titles[index], names);
  const others = titles.filter((_, other) => other !== index).map((title) => teamNamed(title, names));
  if (own !== null) return others.includes(own) ? null : own;
  const [other = null] = others;
  return titles.length !== 2 || other === null ? null : other === 0 ? 1 : 0;
}

/** The same as `findTeamUnder`, but throws `FieldError` instead of returning null. */
export function teamUnder(field: string, heading: Heading): 0 | 1 {
  const team = findTeamUnder(heading);
  if (team !== null) return team;
  const expected = `one of the two teams ${heading.names.map(quoted).join(' and ')}, each once`;
  throw new FieldError(field, expected, heading.titles.map(quoted).join(' and ') || 'nothing');
}

/** The same as `teamUnder`, as the number of the team. */
export function numberOfTeam(field: string, heading: Heading): 1 | 2 {
  return teamUnder(field, heading) === 0 ? 1 : 2;
}
