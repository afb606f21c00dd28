import type { EconomyPage, PerformancePage } from '../page-records.ts';
import { isName } from './comparing.ts';
import { teamOfFirstSeries } from './economy-comparison.ts';
import type { OverviewContext } from './overview-comparison.ts';
import { type Mismatch, mismatchIf, type Rule, rule } from './rule.ts';

/**
 * Whether the teams of a page without team ids are known, where no map stats page is stored: then they are those of the
 * overview. What belongs to neither is stored and shown for no team.
 */

type Subject<Page> = { page: Page; overview: OverviewContext };

export const ECONOMY_WITH_OVERVIEW: Rule<Subject<EconomyPage>>[] = [
  rule({
    name: 'economy/teams-of-the-overview',
    severity: 'soft',
    page: 'economy',
    statement: 'Names or sides say which team of the overview each series is; asked where no map stats page is stored.',
    compare: (subject) => {
      const { page, overview } = subject;
      const { team1Name, team2Name, map } = overview;
      const first = teamOfFirstSeries({ page, mapStats: { ...map, team1Name, team2Name } });
      return mismatchIf(page.roundEconomy.length > 0 && first === null, () => mismatch(subject));
    },
  }),
];

export const PERFORMANCE_WITH_OVERVIEW: Rule<Subject<PerformancePage>>[] = [
  rule({
    name: 'performance/teams-of-the-overview',
    severity: 'soft',
    page: 'performance',
    statement: 'Names say which team of the overview each column is; asked where no map stats page is stored.',
    compare: (subject) => {
      const { page, overview } = subject;
      const isStraight = isName(page.team1Name, overview.team1Name) || isName(page.team2Name, overview.team2Name);
      const isCrossed = isName(page.team1Name, overview.team2Name) || isName(page.team2Name, overview.team1Name);
      return mismatchIf(isStraight === isCrossed, () => mismatch(subject));
    },
  }),
];

function mismatch({ page, overview }: Subject<EconomyPage | PerformancePage>): Mismatch {
  return {
    expected: `${overview.team1Name} and ${overview.team2Name}`,
    seen: `${page.team1Name} and ${page.team2Name}`,
    mapNumber: overview.mapNumber,
  };
}
