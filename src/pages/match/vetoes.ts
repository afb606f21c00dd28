import type { MatchPage, Unknown } from '../../page-records.ts';
import { bounded, FieldError, integer, quoted, required } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { allIn, collapse, type Element, firstIn, firstOfClass, rawTextOf } from '../html/tree.ts';
import { named } from '../html/unknowns.ts';
import type { MatchBlocks } from './blocks.ts';
import type { Header, HeaderTeam } from './header.ts';

export type VetoStep = MatchPage['vetoes'][number];

/** A step as written in its line. `fitting`: the teams whose name is in the line; none for the map left over. */
type VetoLine = Omit<VetoStep, 'teamId'> & { teamName: string | null; fitting: HeaderTeam[] };

/**
 * Reads the steps of the veto; empty when the page has no list. The list is recognised by its numbered lines, in a box
 * of its own or in the format box. Core: each line; a line in other words is omitted, and so are lines with the same
 * number. Decoration: the team of a line.
 */
export function readVetoes(blocks: MatchBlocks, header: Header, issues: IssueList): VetoSteps {
  const boxes = blocks['veto-box'].map(linesOf);
  const inFormat = header.otherLines.filter((line) => STEP.test(line) && ACTION.test(line));
  const lists = [...boxes.map(numberedLines), inFormat].filter((lines) => lines.length > 0);
  const texts = lists[0] ?? [];
  reportOtherList(lists, issues);
  const lines = texts.flatMap((text, index) => {
    const line = issues.within({ at: 'vetoes', index }).core(() => readLine(text, header.teams));
    return line === undefined ? [] : [line];
  });
  reportGap(texts, issues);
  const { vetoes, unknowns } = withTeams(withoutRepeated(lines, issues), header, issues);
  const isUnread = (line: string) => !lists.some((list) => list.includes(line));
  return {
    vetoes,
    unknowns: [
      ...unknowns,
      ...named('line of the veto', boxes.flat().filter(isUnread)),
      ...named('line of the format box', header.otherLines.filter(isUnread)),
    ],
  };
}

/**
 * The steps; names that are not the current name of either team although the team is known, and lines that are no
 * steps.
 */
export type VetoSteps = { vetoes: VetoStep[]; unknowns: Unknown[] };

const STEP = /^(\d+)\.\s+(.+)$/;
const ACTION = /\b(?:removed|picked|was left over)\b/;
const BLOCKS = new Set(['div', 'p', 'li']);

/** The lines of a veto box, none of the format box. A line is a block, or a part of one after a line break. */
function linesOf(box: Element): string[] {
  if (firstOfClass(box, 'preformatted-text') !== undefined) return [];
  const isBlock = ({ name }: Element) => BLOCKS.has(name);
  const blocks = allIn(box, (element) => isBlock(element) && firstIn(element, isBlock) === undefined);
  // A line break in the source is no line break, so only one before a number is used.
  const lines = blocks.flatMap((block) => rawTextOf(block).split(/\n(?=\s*\d+\.\s)/));
  return lines.map(collapse).filter((line) => line !== '');
}

function numberedLines(lines: string[]): string[] {
  return lines.some((line) => STEP.test(line)) ? lines.filter((line) => /^\d/.test(line)) : [];
}

function reportOtherList(lists: string[][], issues: IssueList): void {
  const [first = [], ...others] = lists.map((lines) => lines.join('\n'));
  const other = others.find((lines) => lines !== first);
  if (other !== undefined) {
    issues.report('core', new FieldError('vetoes', 'one list of steps', quoted(other)));
  }
}

/** Reports a gap in the numbers; steps are stored with their own numbers. */
function reportGap(texts: string[], issues: IssueList): void {
  const numbers = texts.flatMap((text) => STEP.exec(text)?.[1] ?? []);
  const gap = numbers.findIndex((number, index) => number !== `${index + 1}`);
  if (gap >= 0) {
    issues.report(
      'decoration',
      new FieldError('vetoes', 'steps numbered 1, 2, 3 and so on', quoted(numbers.join(', '))),
    );
  }
}

const stepNumber = bounded(integer, [1, 999]);

function readLine(line: string, teams: HeaderTeam[]): VetoLine {
  const [, number, text = ''] = STEP.exec(line) ?? [];
  const step = required('step', number ?? line, stepNumber);
  const [, leftOver] = /^(.+) was left over$/.exec(text) ?? [];
  const read: TeamStep =
    leftOver === undefined
      ? readTeamStep(text, teams)
      : { action: 'left_over', mapName: leftOver, teamName: null, fitting: [] };
  if (ACTION.test(read.mapName)) throw new FieldError('action', 'one step of the veto', quoted(text));
  return { step, ...read };
}

type TeamStep = Omit<VetoLine, 'step'>;

/** Team names may contain `removed` or `picked`, so the known names are tried first, at first case-sensitively. */
function readTeamStep(text: string, teams: HeaderTeam[]): TeamStep {
  const exact = teams.flatMap((team) => readAs(text, team, (part) => part));
  const found = exact.length > 0 ? exact : teams.flatMap((team) => readAs(text, team, (part) => part.toLowerCase()));
  const plain = found.filter(({ mapName }) => !/^(?:removed|picked) /.test(mapName));
  const fitting = plain.length > 0 ? plain : found;
  const [first] = fitting;
  return first === undefined
    ? readStepOfUnknownName(text)
    : { ...first, fitting: fitting.flatMap((reading) => reading.fitting) };
}

/** The step if the line starts with the name of this team, else none. */
function readAs(text: string, team: HeaderTeam, normalize: (part: string) => string): TeamStep[] {
  const { teamName } = team;
  if (teamName === null || !normalize(text).startsWith(`${normalize(teamName)} `)) return [];
  const [, action, mapName] = /^(removed|picked) (.+)$/.exec(text.slice(teamName.length + 1)) ?? [];
  if (action === undefined || mapName === undefined) return [];
  return [{ action: action === 'picked' ? 'picked' : 'removed', mapName, teamName, fitting: [team] }];
}

function readStepOfUnknownName(text: string): TeamStep {
  const [, teamName, action, mapName] = /^(.+) (removed|picked) (.+)$/.exec(text) ?? [];
  if (teamName === undefined || mapName === undefined) {
    throw new FieldError('action', 'a team that removed or picked a map, or a map that was left over', quoted(text));
  }
  return { action: action === 'picked' ? 'picked' : 'removed', mapName, teamName, fitting: [] };
}

/** Omits lines with the same number, because it is unknown which one is the step. */
function withoutRepeated(lines: VetoLine[], issues: IssueList): VetoLine[] {
  const repeated = new Set(lines.map(({ step }) => step).filter((step, index, steps) => steps.indexOf(step) !== index));
  for (const step of repeated) {
    issues.report('core', new FieldError('vetoes', 'each step once', `step ${step} twice`));
  }
  return lines.filter(({ step }) => !repeated.has(step));
}

/**
 * Assigns team ids to the names. A name that fits both teams gets none. Teams are renamed: a name of neither team
 * belongs to the team that no other step names, if it is the only such name and all other steps are of one team; else
 * none.
 */
function withTeams(lines: VetoLine[], { teams }: Header, issues: IssueList): VetoSteps {
  const unfitting = lines.flatMap(({ teamName, fitting }) => (fitting.length === 0 ? (teamName ?? []) : []));
  const unknownNames = new Map(unfitting.map((teamName) => [teamName.toLowerCase(), teamName]));
  const present = teams.filter((team) => lines.some(({ fitting }) => fitting.length === 1 && fitting[0] === team));
  const isAmbiguous = lines.some(({ fitting }) => fitting.length > 1);
  const missing = teams.find((team) => !present.includes(team));
  const other = unknownNames.size === 1 && present.length === 1 && !isAmbiguous ? (missing?.teamId ?? null) : null;
  reportOpenNames(lines, other, issues);
  const vetoes = lines.map(({ step, action, mapName, teamName, fitting }) => {
    const fittingId = fitting.length === 1 ? (fitting[0]?.teamId ?? null) : null;
    const teamId = teamName !== null && fitting.length === 0 ? other : fittingId;
    return { step, teamId, action, mapName };
  });
  return {
    vetoes,
    unknowns: other === null ? [] : named('name of a team in the veto', [...unknownNames.values()]),
  };
}

/** Reports each name whose steps have no team. */
function reportOpenNames(lines: VetoLine[], other: number | null, issues: IssueList): void {
  const open = lines.filter(
    ({ teamName, fitting }) => teamName !== null && fitting.length !== 1 && isOpen(fitting, other),
  );
  for (const [teamName, own] of Map.groupBy(open, (line) => line.teamName)) {
    const isAmbiguous = own.some(({ fitting }) => fitting.length > 1);
    const expected = isAmbiguous ? 'a name that fits one team, not both' : 'the name of one of the two teams';
    const seen = `${quoted(teamName)} in step ${own.map(({ step }) => step).join(', ')}`;
    issues.report('decoration', new FieldError('vetoes.teamId', expected, seen));
  }
}

function isOpen(fitting: HeaderTeam[], other: number | null): boolean {
  return fitting.length > 1 || other === null;
}
