import type { PlayerLine } from '../world/statistics.ts';
import { percent, ratingClass } from './format.ts';
import { type Html, html } from './html.ts';

/** Columns of December 2022: KAST is in `st-kdratio`, opening duels only in a title. */
export function oldHeader(ratingVersion: string): Html {
  return html`<th class="st-kills">K<span class="gtSmartphone-only"> (hs)</span></th>
<th class="st-assists">A<span class="gtSmartphone-only"> (f)</span></th>
<th class="st-deaths">D</th>
<th class="st-kdratio">KAST</th>
<th class="st-kddiff">K-D Diff</th>
<th class="st-adr">ADR</th>
<th class="st-fkdiff">FK Diff</th>
<th class="st-rating">Rating<span class="ratingDesc">${ratingVersion}</span></th>`;
}

export function oldCells(line: PlayerLine, adrShown: boolean): Html {
  const kills = line.kills - line.deaths;
  const firstKills = line.openingKills - line.openingDeaths;
  return html`<td class="st-kills">${line.kills}<span class="gtSmartphone-only"> (${line.headshots})</span></td>
<td class="st-assists">${line.assists}<span class="gtSmartphone-only" title="Flash assists, included in assists"> (${line.flashAssists})</span></td>
<td class="st-deaths">${line.deaths}</td>
<td class="st-kdratio">${percent(line.kast)}</td>
<td class="st-kddiff ${outcome(kills)}" data-sort="${kills}">${signed(kills)}</td>
<td class="st-adr">${adrShown ? line.adr.toFixed(1) : '-'}</td>
<td class="st-fkdiff ${outcome(firstKills)}" title="${line.openingKills} first kills, ${line.openingDeaths} first deaths in a round">${signed(firstKills)}</td>
<td class="st-rating ${ratingClass(line.rating)}">${line.rating.toFixed(2)}</td>`;
}

function outcome(difference: number): string {
  if (difference > 0) return 'won';
  return difference < 0 ? 'lost' : '';
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : String(difference);
}
