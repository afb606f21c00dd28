import type { MapStatsRound } from '../../page-records.ts';
import { otherSide, type RoundOutcome, type Side } from '../../records.ts';
import { integer, Misread, optional, quoted, required, within } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { distinctParts } from '../html/stats-table.ts';
import { findTeamUnder, type PageTeam, teamUnder } from '../html/team.ts';
import { allIn, allOfClass, attributeOf, type Element, firstOfClass, hasClass, imageNameOf } from '../html/tree.ts';

type Context = {
  teams: [PageTeam, PageTeam];
  start: Side | null;
  firstHalfRounds: number | null;
  regulationRounds: number | null;
  issues: IssueList;
};

type Ending = { outcome: RoundOutcome; side: Side };

/** What the icons mean. Names not listed are rounds whose end is unknown, never a guess. */
const ENDINGS: Record<string, Ending> = {
  ct_win: { outcome: 'elimination', side: 'ct' },
  t_win: { outcome: 'elimination', side: 't' },
  bomb_exploded: { outcome: 'bomb_exploded', side: 't' },
  bomb_defused: { outcome: 'bomb_defused', side: 'ct' },
  stopwatch: { outcome: 'time', side: 'ct' },
};

const EMPTY = 'emptyhistory';

/**
 * The played rounds in order, over the containers of regulation and overtime. Core: each round and each container; those
 * behind an unreadable container are withheld with it, since their rounds could not be numbered. The page fails where it
 * has no container, or none that is readable. Empty, with an issue, where no icons are published.
 */
export function readRounds(containers: Element[], context: Context): MapStatsRound[] {
  const { issues } = context;
  const rows = readContainers(containers, issues);
  const icons = issues.core(() => orderedIcons(rows, context));
  if (icons === undefined) return [];
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
    issues.report('core', new Misread('rounds', 'icons of played rounds', 'none'));
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

/** Icons that say how a round ended, in words unknown here. */
export function unknownIcons(containers: Element[]): string[] {
  const icons = containers.flatMap((container) => allOfClass(container, 'round-history-outcome'));
  const names = icons.flatMap((icon) => imageNameOf(icon) ?? []);
  return names.filter((name) => ENDINGS[name] === undefined && name.toLowerCase() !== EMPTY);
}

type IconRow = { title: string | undefined; icons: Element[] };
type IconPair = [left: Element, right: Element];

/** The two rows of a container, upper first; none where no icons are published. */
function iconRows(container: Element): Container {
  const images = allIn(container, ({ name, attribs }) => name === 'img' && attribs.src !== undefined);
  if (images.every((image) => hasClass(image, 'round-history-team'))) {
    return [];
  }
  const [upper, lower, ...others] = allOfClass(container, 'round-history-team-row').map((row) => ({
    title: titleOf(row),
    icons: allOfClass(row, 'round-history-outcome'),
  }));
  if (upper === undefined || lower === undefined || others.length > 0) {
    throw new Misread('', 'two rows of icons', upper === undefined ? 'none' : `${others.length + 1}`);
  }
  if (upper.icons.length !== lower.icons.length || upper.icons.length === 0) {
    throw new Misread('', 'as many icons in either row', `${upper.icons.length} and ${lower.icons.length}`);
  }
  return [upper, lower];
}

function titleOf(row: Element): string | undefined {
  const logo = firstOfClass(row, 'round-history-team');
  return attributeOf(logo, 'title') || attributeOf(logo, 'alt');
}

/**
 * Both icons of each round, those of the left team first. Rows name their team; where names do not tell them apart, the
 * number of rounds that each row has won does.
 */
function orderedIcons(containers: Container[], { teams }: Context): IconPair[] {
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

/** The team of the upper rows, when their rounds are the score of one team alone. */
function teamByWins(containers: [IconRow, IconRow][], [left, right]: Context['teams']): 0 | 1 | null {
  const winsOf = (row: 0 | 1) =>
    containers.flatMap((rows) => rows[row].icons).filter((icon) => imageNameOf(icon)?.toLowerCase() !== EMPTY).length;
  const [upper, lower] = [winsOf(0), winsOf(1)];
  const isStraight = upper === left.rounds && lower === right.rounds;
  const isCrossed = upper === right.rounds && lower === left.rounds;
  return isStraight === isCrossed ? null : isStraight ? 0 : 1;
}

/** A slot in which neither team won is a round not played (pages of 2022 have them up to 30). */
function isPlayed(icons: IconPair): boolean {
  return icons.some((icon) => !isEmpty(icon));
}

function readRound(icons: IconPair, roundNumber: number, context: Context): MapStatsRound {
  const [left, right] = icons.map((icon) => !isEmpty(icon));
  if (left && right) {
    throw new Misread('winnerTeamId', 'one winner', 'two');
  }
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

/** Where the picture stands in the page, its name is gone: then the score after the round, which losers lack, tells. */
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

const isInline = (icon: Element): boolean => imageNameOf(icon) === undefined && icon.attribs.src !== undefined;

/** `7-1` in the title is left-right in both rows. */
function runningScore(icon: Element | undefined): [number | null, number | null] {
  const title = attributeOf(icon, 'title') ?? '';
  const [, left, right] = /^(\d+)\s*-\s*(\d+)$/.exec(title) ?? [];
  if (left === undefined && title !== '') {
    throw new Misread('team1Score', 'the score after the round', quoted(title));
  }
  return [optional('team1Score', left, integer), optional('team2Score', right, integer)];
}

/** Sides are known from the starting side within regulation; overtime changes them more often. */
function sideByHalf(winner: 0 | 1, roundNumber: number, context: Context): Side | null {
  const { start, firstHalfRounds, regulationRounds } = context;
  if (start === null || firstHalfRounds === null || regulationRounds === null || roundNumber > regulationRounds) {
    return null;
  }
  const isStartSide = (winner === 0) === roundNumber <= firstHalfRounds;
  return isStartSide ? start : otherSide(start);
}
