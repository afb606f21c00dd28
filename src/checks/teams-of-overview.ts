import { type PartTeams, teamsOfColumns, teamsOfSeries } from '../assembly/teams.ts';
import type { EconomyPage, PerformancePage } from '../page-records.ts';
import type { WithOverview } from './overview-comparison.ts';
import { type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';

/**
 * Whether the teams of a page without team ids are known while no map stats page is stored: then they are those of the
 * overview. Rows of an unknown team are stored without a team.
 */

function compareTeams(
  { page, overview }: WithOverview<EconomyPage | PerformancePage>,
  [first, second]: PartTeams,
): Mismatch[] {
  return mismatchIf(first === null && second === null, () => ({
    expected: `${overview.team1Name} and ${overview.team2Name}`,
    seen: `${page.team1Name} and ${page.team2Name}`,
    mapNumber: overview.mapNumber,
  }));
}

export const ECONOMY_WITH_OVERVIEW: Rule<WithOverview<EconomyPage>>[] = [
  soft('economy/teams-of-the-overview', {
    statement: 'Names or sides say which team of the overview each series is; asked where no map stats page is stored.',
    compare: (subject) => {
      const { page, overview } = subject;
      if (page.roundEconomy.length === 0) return [];
      return compareTeams(subject, teamsOfSeries(page, overview, overview.map.team1StartSide));
    },
  }),
];

export const PERFORMANCE_WITH_OVERVIEW: Rule<WithOverview<PerformancePage>>[] = [
  soft('performance/teams-of-the-overview', {
    statement: 'Names say which team of the overview each column is; asked where no map stats page is stored.',
    compare: (subject) => compareTeams(subject, teamsOfColumns(subject.page, subject.overview)),
  }),
];
