import type { MapStatsRound } from '../page-records.ts';
import { otherSide, type RoundOutcome, type Side } from '../records.ts';
import { integer, Misread, optional, quoted, required, within } from './fields.ts';
import { demandDifferent } from './stats-table.ts';
import type { PageTeam } from './team.ts';
import { allIn, allOfClass, attributeOf, type Element, firstOfClass, hasClass, imageNameOf } from './tree.ts';

type Context = {
  teams: [PageTeam, PageTeam];
  start: Side | null;
  firstHalfRounds: number | null;
  regulationRounds: number | null;
};

type Ending = { outcome: RoundOutcome; side: Side };

/** What the icons mean. Names not listed are rounds whose end is unknown, never a guess. */
const ENDINGS: Record<string, Ending> = {
  ct_win: { outcome: 'elimination', side: 'CT' },
  t_win: { outcome: 'elimination', side: 'T' },
  bomb_exploded: { outcome: 'bomb_exploded', side: 'T' },
  bomb_defused: { outcome: 'bomb_defused', side: 'CT' },
  stopwatch: { outcome: 'time', side: 'CT' },
};

const EMPTY = 'emptyhistory';

/** The played rounds in order, over the containers of regulation and overtime. Empty where the page has no icons. */
export function readRounds(containers: Element[], context: Context): MapStatsRound[] {
  const rounds: MapStatsRound[] = [];
  demandDifferent('rounds', containers);
  for (const container of containers) {
    const [left, right] = within('rounds', null, () => iconRows(container, context.teams));
    for (const [index, icon] of left.entries()) {
      const round = within('rounds', rounds.length, () => readRound([icon, right[index]], rounds.length + 1, context));
      if (round !== null) {
        rounds.push(round);
      }
    }
  }
  return rounds;
}

/** Icons that say how a round ended, in words unknown here. */
export function unknownIcons(containers: Element[]): string[] {
  const icons = containers.flatMap((container) => allOfClass(container, 'round-history-outcome'));
  const names = icons.flatMap((icon) => imageNameOf(icon) ?? []);
  return names.filter((name) => ENDINGS[name] === undefined && name.toLowerCase() !== EMPTY);
}

/**
 * The icons of the left and the right team, none where none are published. Rows name their team; where they do not, the
 * upper one is the left.
 */
function iconRows(container: Element, [left]: [PageTeam, PageTeam]): [Element[], Element[]] {
  const images = allIn(container, ({ name, attribs }) => name === 'img' && attribs.src !== undefined);
  if (images.every((image) => hasClass(image, 'round-history-team'))) {
    return [[], []];
  }
  const rows = allIn(container, (element) => hasClass(element, 'round-history-team-row'));
  const [upper, lower] = rows;
  if (upper === undefined || lower === undefined || rows.length !== 2) {
    throw new Misread('', 'two rows of icons', `${rows.length}`);
  }
  const [first, second] = [upper, lower].map((row) =>
    allIn(row, (element) => hasClass(element, 'round-history-outcome')),
  );
  if (first === undefined || second === undefined || first.length !== second.length || first.length === 0) {
    throw new Misread('', 'as many icons in either row', `${first?.length} and ${second?.length}`);
  }
  const isSwapped = teamNameOf(lower) === left.teamName && teamNameOf(upper) !== left.teamName;
  return isSwapped ? [second, first] : [first, second];
}

function teamNameOf(row: Element): string | undefined {
  const logo = firstOfClass(row, 'round-history-team');
  return attributeOf(logo, 'title') || attributeOf(logo, 'alt');
}

/** Null for a slot in which neither team won: a round not played (pages of 2022 have them up to 30). */
function readRound(icons: [Element, Element | undefined], roundNumber: number, context: Context): MapStatsRound | null {
  const won = icons.map((icon) => !isEmpty(icon));
  if (won[0] === won[1]) {
    if (won[0]) {
      throw new Misread('winnerTeamId', 'one winner', 'two');
    }
    return null;
  }
  const winner = won[0] ? 0 : 1;
  const icon = icons[winner];
  const ending = ENDINGS[imageNameOf(icon) ?? ''];
  const [team1Score, team2Score] = runningScore(icon);
  return {
    roundNumber,
    winnerTeamId: context.teams[winner].teamId,
    winnerSide: ending?.side ?? sideByHalf(winner, roundNumber, context),
    outcome: ending?.outcome ?? null,
    team1Score,
    team2Score,
  };
}

function isEmpty(icon: Element | undefined): boolean {
  return (
    required('outcome', imageNameOf(icon), {
      expected: 'an icon',
      isBlank: () => false,
      read: (text) => text,
    }).toLowerCase() === EMPTY
  );
}

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
