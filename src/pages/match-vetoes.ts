import type { MatchPage } from '../page-records.ts';
import { integer, Misread, quoted, required, within } from './fields.ts';
import type { MatchBlocks } from './match-blocks.ts';
import type { Header } from './match-header.ts';
import { allIn, type Element, firstOfClass, firstOfTag, textOf } from './tree.ts';

export type VetoStep = MatchPage['vetoes'][number];
type RawStep = Omit<VetoStep, 'teamId'> & { teamName: string | null };

/** The steps of the veto; empty where the page has no list. The box is known by its numbered lines, not by its place. */
export function readVetoes(blocks: MatchBlocks, header: Header): VetoStep[] {
  const lists = blocks['veto-box'].map(linesIn).filter((lines) => lines.some((line) => isStep(line)));
  const names = header.teams.map(({ teamName }) => teamName ?? '');
  const steps = (lists[0] ?? []).map((line, index) => within('vetoes', index, () => readStep(line, names)));
  const gap = steps.findIndex(({ step }, index) => step !== index + 1);
  if (gap >= 0) {
    throw new Misread(`vetoes[${gap}].step`, `${gap + 1}`, `${steps[gap]?.step}`);
  }
  return withTeams(steps, header);
}

function linesIn(box: Element): string[] {
  if (firstOfClass(box, 'preformatted-text') !== undefined) {
    return [];
  }
  const isLine = (element: Element) => element.name === 'div' && firstOfTag(element, 'div') === undefined;
  return allIn(box, isLine)
    .map((block) => textOf(block))
    .filter((line) => /^\d/.test(line));
}

const STEP = /^(\d{1,3})\.\s+(.+)$/;
const isStep = (line: string): boolean => STEP.test(line) && /\b(?:removed|picked|was left over)\b/.test(line);

function readStep(line: string, names: string[]): RawStep {
  const [, number, text = ''] = STEP.exec(line) ?? [];
  const step = required('step', number ?? line, integer);
  const [, leftOver] = /^(.+) was left over$/.exec(text) ?? [];
  if (leftOver !== undefined) {
    return { step, action: 'left_over', mapName: leftOver, teamName: null };
  }
  return { step, ...(knownTeamStep(text, names) ?? anyTeamStep(text)) };
}

type TeamStep = Omit<RawStep, 'step'>;

/** Team names may hold the words themselves, so the known names are tried first, the longer one before the other. */
function knownTeamStep(text: string, names: string[]): TeamStep | null {
  const known = names.filter((name) => name !== '' && text.startsWith(`${name} `));
  for (const teamName of known.toSorted((one, other) => other.length - one.length)) {
    const [, action, mapName] = /^(removed|picked) (.+)$/.exec(text.slice(teamName.length + 1)) ?? [];
    if (action !== undefined && mapName !== undefined) {
      return { action: action === 'picked' ? 'picked' : 'removed', mapName, teamName };
    }
  }
  return null;
}

function anyTeamStep(text: string): TeamStep {
  const [, teamName, action, mapName] = /^(.+) (removed|picked) (.+)$/.exec(text) ?? [];
  if (teamName === undefined || mapName === undefined) {
    throw new Misread('action', 'a team that removed or picked a map, or a map that was left over', quoted(text));
  }
  return { action: action === 'picked' ? 'picked' : 'removed', mapName, teamName };
}

/**
 * Ids for the names in the list. A name that neither team bears now is the other team's when exactly one name in the
 * list is unknown and one is known (teams are renamed); else it stays open.
 */
function withTeams(steps: RawStep[], header: Header): VetoStep[] {
  const ids = new Map<string, number | null>();
  for (const { teamId, teamName } of header.teams) {
    ids.set(keyOf(teamName ?? ''), teamId);
  }
  const strangers = new Set(
    steps.map(({ teamName }) => keyOf(teamName ?? '')).filter((key) => key !== '' && !ids.has(key)),
  );
  const present = header.teams.filter((team) =>
    steps.some(({ teamName }) => keyOf(teamName ?? '') === keyOf(team.teamName ?? '')),
  );
  const [stranger] = strangers;
  const missing = header.teams.find((team) => !present.includes(team));
  if (stranger !== undefined && strangers.size === 1 && present.length === 1 && missing !== undefined) {
    ids.set(stranger, missing.teamId);
  }
  return steps.map(({ step, action, mapName, teamName }) => ({
    step,
    teamId: teamName === null ? null : (ids.get(keyOf(teamName)) ?? null),
    action,
    mapName,
  }));
}

const keyOf = (teamName: string): string => teamName.toLowerCase();
