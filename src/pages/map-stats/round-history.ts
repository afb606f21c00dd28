import type { MapStatsRound } from '../../page-records.ts';
import { otherSide, type RoundOutcome, type Side } from '../../records.ts';
import { FieldError, integer, optional, quoted, required, within } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { distinctParts } from '../html/stats-table.ts';
import { findTeamUnder, type PageTeam, teamUnder } from '../html/team.ts';
import { allIn, allOfClass, attributeOf, type Element, firstOfClass, hasClass, imageNameOf } from '../html/tree.ts';

type RoundsContext = {
  teams: [PageTeam, PageTeam];
  start: Side | null;
  firstHalfRounds: number | null;
  regulationRounds: number | null;
  issues: IssueList;
};

type Ending = { outcome: RoundOutcome; side: Side };

/** The meaning of the icons. A round with another icon has an unknown outcome. */
const ENDINGS: Record<string, Ending> = {
  ct_win: { outcome: 'elimination', side: 'ct' },
  t_win: { outcome: 'elimination', side: 't' },
  bomb_exploded: { outcome: 'bomb_exploded', side: 't' },
  bomb_defused: { outcome: 'bomb_defused', side: 'ct' },
  stopwatch: { outcome: 'time', side: 'ct' },
};

const EMPTY = 'emptyhistory';

/**
 * Reads the played rounds in order, from the containers of regulation and overtime. Core: each round and each
 * container; containers after an unreadable one are omitted too, since their rounds cannot be numbered. The page fails
 * when it has no readable container. Empty, with an issue, when no icons are published.
 */
export function readRounds(containers: Element[], context: RoundsContext): MapStatsRound[] {
  const { issues } = context;
  const rows = readContainers(containers, issues);
  const icons = issues.core(() => orderedIcons(rows, context));
  if (icons === undefined) return [];
  if (icons.flat().some(isInline)) {
    issues.within({ at: 'rounds' }).report('decoration', new FieldError('outcome', 'icons with a name', 'pictures'));
  }
  const rounds: MapStatsRound[] = [];
  let roundNumber = 0;
  for (const pair of icons) {
    const place = issues.within({ at: 'rounds', index: roundNumber });
    const next = { ...context, issues: place };
    const round = place.core(() => (isPlayed(pair) ? readRound(pair, roundNumber + 1, next) : null));
    if (round !== null) roundNumber += 1;
    if (round) rounds.push(round);
  }
  if (roundNumber === 0) {
    issues.report('core', new FieldError('rounds', 'icons of played rounds', 'none'));
    return [];
  }
  return issues.someOf(rounds, { at: 'rounds', expected: 'rounds' });
}

type Container = [IconRow, IconRow] | [];

/** The rows of each container up to the first unreadable one. */
function readContainers(containers: Element[], issues: IssueList): Container[] {
  const rows: Container[] = [];
  for (const container of distinctParts('rounds', containers, issues)) {
    const read = issues.core(() => within('rounds', null, () => iconRows(container)));
    if (read === undefined) break;
    rows.push(read);
  }
  return issues.someOf(rows, { at: 'rounds', expected: 'a round history' });
}

/** Names of icons with an unknown meaning. */
export function unknownIcons(containers: Element[]): string[] {
  const icons = containers.flatMap((container) => allOfClass(container, 'round-history-outcome'));
  const names = icons.flatMap((icon) => imageNameOf(icon) ?? []);
  return names.filter((name) => ENDINGS[name] === undefined && name.toLowerCase() !== EMPTY);
}

type IconRow = { title: string | undefined; icons: Element[] };
type IconPair = [left: Element, right: Element];

/** The two rows of a container, upper first; empty when no icons are published. */
function iconRows(container: Element): Container {
  const images = allIn(container, ({ name, attribs }) => name === 'img' && attribs.src !== undefined);
  if (images.every((image) => hasClass(image, 'round-history-team'))) return [];
  const [upper, lower, ...others] = allOfClass(container, 'round-history-team-row').map((row) => ({
    title: titleOf(row),
    icons: allOfClass(row, 'round-history-outcome'),
  }));
  if (upper === undefined || lower === undefined || others.length > 0) {
    throw new FieldError('', 'two rows of icons', upper === undefined ? 'none' : `${others.length + 1}`);
  }
  if (upper.icons.length !== lower.icons.length || upper.icons.length === 0) {
    throw new FieldError('', 'as many icons in either row', `${upper.icons.length} and ${lower.icons.length}`);
  }
  return [upper, lower];
}

function titleOf(row: Element): string | undefined {
  const logo = firstOfClass(row, 'round-history-team');
  return attributeOf(logo, 'title') || attributeOf(logo, 'alt');
}

/**
 * Both icons of each round, the icon of the left team first. A row belongs to the team in its title; when titles do not
 * tell, to the team with the same number of rounds won.
 */
function orderedIcons(containers: Container[], { teams }: RoundsContext): IconPair[] {
  const filled = containers.filter((rows) => rows.length === 2);
  const names = [teams[0].teamName, teams[1].teamName] as const;
  return filled.flatMap(([upper, lower]) => {
    const heading = { index: 0, titles: [upper.title, lower.title], names };
    const team = findTeamUnder(heading) ?? teamByWins(filled, teams) ?? teamUnder('rounds', heading);
    const [left, right] = team === 0 ? [upper, lower] : [lower, upper];
    return left.icons.flatMap((icon, index): IconPair[] => {
      const other = right.icons[index];
      return other === undefined ? [] : [[icon, other]];
    });
  });
}

/** The team of the upper rows, if the rounds won in the rows match the score in one order only. */
function teamByWins(containers: [IconRow, IconRow][], [left, right]: RoundsContext['teams']): 0 | 1 | null {
  const winsOf = (row: 0 | 1) =>
    containers.flatMap((rows) => rows[row].icons).filter((icon) => imageNameOf(icon)?.toLowerCase() !== EMPTY).length;
  const [upper, lower] = [winsOf(0), winsOf(1)];
  const isSameOrder = upper === left.rounds && lower === right.rounds;
  const isSwapped = upper === right.rounds && lower === left.rounds;
  return isSameOrder === isSwapped ? null : isSameOrder ? 0 : 1;
}

/** A round without a winner was not played; pages of 2022 have such rounds up to 30. */
function isPlayed(icons: IconPair): boolean {
  return icons.some((icon) => !isEmpty(icon));
}

function readRound(icons: IconPair, roundNumber: number, context: RoundsContext): MapStatsRound {
  const [left, right] = icons.map((icon) => !isEmpty(icon));
  if (left && right) throw new FieldError('winnerTeamId', 'one winner', 'two');
  const winner = left ? 0 : 1;
  const icon = icons[winner];
  const ending = ENDINGS[imageNameOf(icon) ?? ''];
  const [team1Score, team2Score] = context.issues.decoration(() => runningScore(icon)) ?? [null, null];
  return {
    roundNumber,
    winnerTeamId: context.teams[winner].teamId,
    winnerSide: ending?.side ?? sideByHalf(winner, roundNumber, context),
    outcome: ending?.outcome ?? null,
    team1Score,
    team2Score,
  };
}

/** Whether an icon is that of the loser. An embedded picture has no name: then the loser is the one without a score. */
function isEmpty(icon: Element | undefined): boolean {
  if (icon !== undefined && isInline(icon)) return (attributeOf(icon, 'title') ?? '') === '';
  return (
    required('outcome', imageNameOf(icon), {
      expected: 'an icon',
      isBlank: () => false,
      read: (text) => text,
    }).toLowerCase() === EMPTY
  );
}

function isInline(icon: Element): boolean {
  return imageNameOf(icon) === undefined && icon.attribs.src !== undefined;
}

/** The title `7-1` is left-right in both rows. */
function runningScore(icon: Element | undefined): [number | null, number | null] {
  const title = attributeOf(icon, 'title') ?? '';
  const [, left, right] = /^(\d+)\s*-\s*(\d+)$/.exec(title) ?? [];
  if (left === undefined && title !== '') {
    throw new FieldError('team1Score', 'the score after the round', quoted(title));
  }
  return [optional('team1Score', left, integer), optional('team2Score', right, integer)];
}

/** The side of the winner by half, from the starting side. Null in overtime, where sides change more often. */
function sideByHalf(winner: 0 | 1, roundNumber: number, context: RoundsContext): Side | null {
  const { start, firstHalfRounds, regulationRounds } = context;
  if (start === null || firstHalfRounds === null || regulationRounds === null || roundNumber > regulationRounds) {
    return null;
  }
  const isStartSide = (winner === 0) === roundNumber <= firstHalfRounds;
  return isStartSide ? start : otherSide(start);
}
