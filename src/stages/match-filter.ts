import type { ScrapeSettings } from '../config.ts';
import type { FilteredMatch, FilterReason } from '../store/target-states.ts';

/** Which matches a run takes: by date, event, team and stars. Pure. */

export type FilterSettings = Pick<ScrapeSettings, 'sinceMs' | 'untilMs' | 'events' | 'teams' | 'minStars'>;

/** The reason for which these settings leave a match out, or null: it is taken. */
export type MatchFilter = (match: FilteredMatch) => FilterReason | null;

/**
 * A match whose date is unknown is within every bound; one whose names or stars are unknown fits no text and no number.
 * `--since` has a default and is therefore not asked of matches that no listing has shown: they were named one by one.
 */
export function matchFilter({ sinceMs, untilMs, events, teams, minStars }: FilterSettings): MatchFilter {
  const eventParts = events.map(folded);
  const teamParts = teams.map(folded);
  return ({ isListed, endedAtMs, eventName, team1Name, team2Name, stars }) => {
    if (isListed && sinceMs !== null && endedAtMs !== null && endedAtMs < sinceMs) return 'before-since';
    if (untilMs !== null && endedAtMs !== null && endedAtMs >= untilMs) return 'after-until';
    if (!fits(eventParts, [eventName])) return 'other-event';
    if (!fits(teamParts, [team1Name, team2Name])) return 'other-team';
    return minStars !== null && minStars > 0 && (stars ?? 0) < minStars ? 'too-few-stars' : null;
  };
}

/** False: these settings take every match. */
export function filtersBySomething({ sinceMs, untilMs, events, teams, minStars }: FilterSettings): boolean {
  return sinceMs !== null || untilMs !== null || events.length > 0 || teams.length > 0 || (minStars ?? 0) > 0;
}

function fits(parts: readonly string[], names: readonly (string | null)[]): boolean {
  return parts.length === 0 || names.some((name) => name !== null && parts.some((part) => folded(name).includes(part)));
}

/** Letters that Unicode does not take apart into a letter and a mark. */
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };

/** A text without case, accents and differences in blanks. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłıþ]/g, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
