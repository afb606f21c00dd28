import type { ScrapeSettings } from '../config.ts';
import { nameFilter } from '../name-filter.ts';
import type { FilteredMatch, FilterReason } from '../store/target-states.ts';

/** Selects the matches of a run by date, event, team and stars. Pure. */

export type FilterSettings = Pick<ScrapeSettings, 'sinceMs' | 'untilMs' | 'events' | 'teams' | 'minStars'>;

/** Why the settings exclude a match; null: they include it. */
export type MatchFilter = (match: FilteredMatch) => FilterReason | null;

/**
 * A match whose date is unknown passes `--since` and `--until`; one whose names or stars are unknown fails the filters
 * by name and stars. `--since` has a default, so it does not apply to unlisted matches: the user gave their ids.
 */
export function matchFilter({ sinceMs, untilMs, events, teams, minStars }: FilterSettings): MatchFilter {
  const fitsEvents = nameFilter(events);
  const fitsTeams = nameFilter(teams);
  return ({ isListed, endedAtMs, eventName, team1Name, team2Name, stars }) => {
    if (isListed && sinceMs !== null && endedAtMs !== null && endedAtMs < sinceMs) return 'before-since';
    if (untilMs !== null && endedAtMs !== null && endedAtMs >= untilMs) return 'after-until';
    if (!fitsEvents([eventName])) return 'other-event';
    if (!fitsTeams([team1Name, team2Name])) return 'other-team';
    return minStars !== null && minStars > 0 && (stars ?? 0) < minStars ? 'too-few-stars' : null;
  };
}

/** False when the settings include every match. */
export function filtersBySomething({ sinceMs, untilMs, events, teams, minStars }: FilterSettings): boolean {
  return sinceMs !== null || untilMs !== null || events.length > 0 || teams.length > 0 || (minStars ?? 0) > 0;
}
