import type { MatchPage, Unknown } from '../../page-records.ts';
import { bounded, integer, Misread, quoted, required } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { allIn, type Element, firstOfClass, firstOfTag, textOf } from '../html/tree.ts';
import { named } from '../html/unknowns.ts';
import type { MatchBlocks } from './blocks.ts';
import type { Header, HeaderTeam } from './header.ts';

export type VetoStep = MatchPage['vetoes'][number];

/** A step as its line says it. `fitting` are the teams whose name stands in it: none for the map left over. */
type Line = Omit<VetoStep, 'teamId'> & { teamName: string | null; fitting: HeaderTeam[] };

/**
 * The steps of the veto; empty where the page has no list. The box is known by its numbered lines, not by its place. A
 * line is core: one in other words, and every line of a number that comes twice, is withheld. Its team is a decoration.
 */
export function readVetoes(blocks: MatchBlocks, header: Header, issues: IssueList): VetoSteps {
  const lists = blocks['veto-box'].map(numberedLines).filter((lines) => lines.length > 0);
  const texts = lists[0] ?? [];
  reportOtherList(lists, issues);
  const lines = texts.flatMap((text, index) => {
    const line = issues.within({ at: 'vetoes', index }).core(() => readLine(text, header.teams));
    return line === undefined ? [] : [line];
  });
  reportGap(texts, issues);
  return withTeams(withoutRepeated(lines, issues), header, issues);
}

/** The steps, and the names of teams that neither team bears now although it is plain which one is meant. */
export type VetoSteps = { vetoes: VetoStep[]; unknownTeamNames: Unknown[] };

const STEP = /^(\d+)\.\s+(.+)$/;

function numberedLines(box: Element): string[] {
  if (firstOfClass(box, 'preformatted-text') !== undefined) {
    return [];
  }
  const isLine = (element: Element) => element.name === 'div' && firstOfTag(element, 'div') === undefined;
  const lines = allIn(box, isLine)
    .map((block) => textOf(block))
    .filter((line) => /^\d/.test(line));
  return lines.some((line) => STEP.test(line)) ? lines : [];
}

function reportOtherList(lists: string[][], issues: IssueList): void {
  const [first = [], ...others] = lists.map((lines) => lines.join('\n'));
  const other = others.find((lines) => lines !== first);
  if (other !== undefined) {
    issues.report('core', new Misread('vetoes', 'one list of steps', quoted(other)));
  }
}

/** Steps are stored under their own numbers, gaps and all. */
function reportGap(texts: string[], issues: IssueList): void {
  const numbers = texts.flatMap((text) => STEP.exec(text)?.[1] ?? []);
  const gap = numbers.findIndex((number, index) => number !== `${index + 1}`);
  if (gap >= 0) {
    issues.report('decoration', new Misread('vetoes', 'steps numbered 1, 2, 3 and so on', quoted(numbers.join(', '))));
  }
}

const stepNumber = bounded(integer, [1, 999]);

function readLine(line: string, teams: HeaderTeam[]): Line {
  const [, number, text = ''] = STEP.exec(line) ?? [];
  const step = required('step', number ?? line, stepNumber);
  const [, leftOver] = /^(.+) was left over$/.exec(text) ?? [];
  if (leftOver !== undefined) {
    return { step, action: 'left_over', mapName: leftOver, teamName: null, fitting: [] };
  }
  return { step, ...readTeamStep(text, teams) };
}

type TeamStep = Omit<Line, 'step'>;

/** Team names may hold the words themselves, so the known names are tried first; case counts where it tells them apart. */
function readTeamStep(text: string, teams: HeaderTeam[]): TeamStep {
  const exact = teams.flatMap((team) => readAs(text, team, (part) => part));
  const found = exact.length > 0 ? exact : teams.flatMap((team) => readAs(text, team, (part) => part.toLowerCase()));
  const plain = found.filter(({ mapName }) => !/^(?:removed|picked) /.test(mapName));
  const fitting = plain.length > 0 ? plain : found;
  const [first] = fitting;
  return first === undefined
    ? readStrangerStep(text)
    : { ...first, fitting: fitting.flatMap((reading) => reading.fitting) };
}

/** The step read as one of this team; none where the line does not begin with its name. */
function readAs(text: string, team: HeaderTeam, fold: (part: string) => string): TeamStep[] {
  const { teamName } = team;
  if (teamName === null || !fold(text).startsWith(`${fold(teamName)} `)) {
    return [];
  }
  const [, action, mapName] = /^(removed|picked) (.+)$/.exec(text.slice(teamName.length + 1)) ?? [];
  if (action === undefined || mapName === undefined) {
    return [];
  }
  return [{ action: action === 'picked' ? 'picked' : 'removed', mapName, teamName, fitting: [team] }];
}

function readStrangerStep(text: string): TeamStep {
  const [, teamName, action, mapName] = /^(.+) (removed|picked) (.+)$/.exec(text) ?? [];
  if (teamName === undefined || mapName === undefined) {
    throw new Misread('action', 'a team that removed or picked a map, or a map that was left over', quoted(text));
  }
  return { action: action === 'picked' ? 'picked' : 'removed', mapName, teamName, fitting: [] };
}

/** Nobody knows which of two lines with one number is the step. */
function withoutRepeated(lines: Line[], issues: IssueList): Line[] {
  const repeated = new Set(lines.map(({ step }) => step).filter((step, index, steps) => steps.indexOf(step) !== index));
  for (const step of repeated) {
    issues.report('core', new Misread('vetoes', 'each step once', `step ${step} twice`));
  }
  return lines.filter(({ step }) => !repeated.has(step));
}

/**
 * Ids for the names. A name that fits both teams is nobody's. A name that neither team bears now is the other team's when
 * it is the only such name and all other steps are one team's (teams are renamed); else it stays open.
 */
function withTeams(lines: Line[], { teams }: Header, issues: IssueList): VetoSteps {
  const unfitting = lines.flatMap(({ teamName, fitting }) => (fitting.length === 0 ? (teamName ?? []) : []));
  const strangers = new Map(unfitting.map((teamName) => [teamName.toLowerCase(), teamName]));
  const present = teams.filter((team) => lines.some(({ fitting }) => fitting.length === 1 && fitting[0] === team));
  const isAmbiguous = lines.some(({ fitting }) => fitting.length > 1);
  const missing = teams.find((team) => !present.includes(team));
  const other = strangers.size === 1 && present.length === 1 && !isAmbiguous ? (missing?.teamId ?? null) : null;
  reportOpenNames(lines, other, issues);
  const vetoes = lines.map(({ step, action, mapName, teamName, fitting }) => {
    const fittingId = fitting.length === 1 ? (fitting[0]?.teamId ?? null) : null;
    const teamId = teamName !== null && fitting.length === 0 ? other : fittingId;
    return { step, teamId, action, mapName };
  });
  return {
    vetoes,
    unknownTeamNames: other === null ? [] : named('name of a team in the veto', [...strangers.values()]),
  };
}

/** One entry for each name that leaves its steps without a team. */
function reportOpenNames(lines: Line[], other: number | null, issues: IssueList): void {
  const open = lines.filter(
    ({ teamName, fitting }) => teamName !== null && fitting.length !== 1 && isOpen(fitting, other),
  );
  for (const [teamName, own] of Map.groupBy(open, (line) => line.teamName)) {
    const isAmbiguous = own.some(({ fitting }) => fitting.length > 1);
    const expected = isAmbiguous ? 'a name that fits one team, not both' : 'the name of one of the two teams';
    const seen = `${quoted(teamName)} in step ${own.map(({ step }) => step).join(', ')}`;
    issues.report('decoration', new Misread('vetoes.teamId', expected, seen));
  }
}

const isOpen = (fitting: HeaderTeam[], other: number | null): boolean => fitting.length > 1 || other === null;
