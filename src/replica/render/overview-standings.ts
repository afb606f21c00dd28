import type { MatchPlan } from '../world/model.ts';
import { type Standing, standingsOf, standingsOrder } from '../world/standings.ts';
import { type Html, html, NOTHING } from './html.ts';
import { teamLogo } from './images.ts';

/** The VRS box: the standings before the match, and the result or, of an open match, two forecasts. */
export function standingsBox(match: MatchPlan): Html {
  const standings = standingsOf(match);
  if (standings === null) return NOTHING;
  const order = standingsOrder(match);
  const rows = order.map(
    (team) =>
      html`<div class="vrs-forecast-team-row"><div class="vrs-forecast-team-logo-wrapper">${teamLogo(match.teams[team], 'logo')}</div><div class="vrs-forecast-team-name text-ellipsis">${match.teams[team].name}</div></div>`,
  );
  const [upper, lower] = [standings[order[0]], standings[order[1]]];
  const isOver = match.status === 'finished';
  return html`<div class="vrs-forecast-container standard-box text-ellipsis">
<div class="vrs-forecast-left text-ellipsis"><div class="vrs-forecast-team-rows text-ellipsis">${rows}</div>
<div class="vrs-forecast-left-numbers">${today(upper)}<div class="vrs-forecast-header current">${isOver ? 'before' : 'current'}</div>${today(lower)}</div></div>
${isOver ? results(upper, lower) : forecasts(upper, lower)}
</div>`;
}

function today({ points, rank }: Standing): Html {
  return numbers(`${points}pt`, rank, rank);
}

function results(upper: Standing, lower: Standing): Html {
  const row = ({ rank, result }: Standing): Html =>
    result === null ? NOTHING : numbers(signed(result.change), result.rankAfter, rank);
  return html`<div class="vrs-forecast-middle">${row(upper)}<div class="vrs-forecast-header win-header">result</div>${row(lower)}</div>`;
}

function forecasts(upper: Standing, lower: Standing): Html {
  const row = ({ rank }: Standing, change: number): Html =>
    numbers(signed(change), Math.max(1, rank - Math.sign(change) * 3), rank);
  return html`<div class="vrs-forecast-middle">${row(upper, 15)}<div class="vrs-forecast-header win-header"><span class="gtSmartphone-only">If </span>team wins</div>${row(lower, 21)}</div>
<div class="vrs-forecast-right">${row(upper, -16)}<div class="vrs-forecast-header lose-header"><span class="gtSmartphone-only">If </span>team loses</div>${row(lower, -13)}</div>`;
}

function signed(change: number): string {
  return `${change > 0 ? '+' : ''}${change}pt`;
}

/** A rank that moved has by how many places beside it. */
function numbers(points: string, rank: number, before: number): Html {
  const moved = before - rank;
  const trend = moved > 0 ? 'rising' : moved < 0 ? 'falling' : 'unchanged';
  const places =
    moved === 0 ? NOTHING : html`<span class="vrs-forecast-small-points">${moved > 0 ? '+' : ''}${moved}</span>`;
  return html`<div class="vrs-forecast-numbers-wrapper"><div class="vrs-forecast-points">${points}</div>
<div class="vrs-forecast-ranking-wrapper"><div class="vrs-forecast-ranking ${trend}">#${rank}</div>${places}</div></div>`;
}
