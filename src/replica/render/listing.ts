import { shortMapName } from '../world/maps.ts';
import type { MatchPlan, TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { localTime } from './format.ts';
import { frame } from './frame.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { eventLogo, teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { matchPath } from './paths.ts';

/** `none`: no featured block; `own`: while a featured event runs; `stamped`: with times; `foreign`: entries of no page. */
export type Featured = 'none' | 'own' | 'stamped' | 'foreign';

export type ListingInput = { world: World; offset: number; eventId?: number | null; featured?: Featured };

const MOST_FEATURED = 5;

/** A page of the results listing, newest match first; with `eventId` the listing of one event without pages. */
export function renderListing({ world, offset, eventId = null, featured = 'own' }: ListingInput, scene: Scene): string {
  const entries = eventId === null ? entriesAt(world, offset) : entriesOf(world, eventId);
  const block = offset === 0 && eventId === null ? featuredBlock(world, entries, featured) : NOTHING;
  const pages = eventId === null ? (place: string) => pagination({ world, offset, place }) : () => NOTHING;
  const content = html`<div class="results">
<h1 class="standard-headline inline">${block === NOTHING ? 'Results' : 'Featured results'}</h1>
${pages('top')}
${block}
${scene.size === 'bare' ? NOTHING : raw('<div class="extraContent ad-placeholder"><a href="/matches/QZ8~abc~def~ghi" class="a-reset"><img alt="" src="/img/static/ads/wide.png"></a></div>')}
<div class="results-holder allres">
<div class="results-all" data-zonedgrouping-headline-format="'Results for' MMMM do y" data-zonedgrouping-headline-classes="standard-headline" data-zonedgrouping-group-classes="results-sublist">
${days(entries, eventId !== null)}
${scene.size === 'bare' ? NOTHING : raw('<div class="extraContent"></div>')}
</div>
${pages('bottom')}
<span class="clearfix"></span>
</div>
</div>`;
  const head = html`<link href="${scene.origin}/results" rel="canonical">`;
  const noiseKey = `results/${offset}`;
  return frame({
    title: 'Counter-Strike Results | HLTV.org',
    head,
    content,
    size: scene.size,
    noiseKey,
    weight: 180_000,
  });
}

/** Matches of a listing page. */
export function entriesAt(world: World, offset: number): MatchPlan[] {
  const entries: MatchPlan[] = [];
  for (let place = offset; place < offset + world.pageSize; place += 1) {
    const match = world.matchAtPlace(place);
    if (match !== null) entries.push(match);
  }
  return entries;
}

const NEWEST_SEARCHED = 400;

function entriesOf(world: World, eventId: number): MatchPlan[] {
  const entries: MatchPlan[] = [];
  for (let place = 0; place < Math.min(NEWEST_SEARCHED, world.listedCount()); place += 1) {
    const match = world.matchAtPlace(place);
    if (match?.event.eventId === eventId) entries.push(match);
  }
  return entries;
}

function pagination({ world, offset, place }: { world: World; offset: number; place: string }): Html {
  const total = world.listedCount();
  const last = Math.min(offset + world.pageSize, total);
  const arrow = (direction: 'prev' | 'next', target: number | null): Html => {
    const icon = html`<i class=" fa fa-chevron-${direction === 'prev' ? 'left' : 'right'} pagination-${direction === 'prev' ? 'left' : 'right'}"></i>`;
    if (target === null) return html`<a class="pagination-${direction} inactive">${icon}</a>`;
    return html`<a href="/results?offset=${target}" class="pagination-${direction} ">${icon}</a>`;
  };
  return html`<div class="pagination-component pagination-${place} ">
<span class="pagination-data">${offset + 1} - ${last} of ${total}</span>
${arrow('prev', offset === 0 ? null : Math.max(0, offset - world.pageSize))}
${arrow('next', last >= total ? null : offset + world.pageSize)}
</div>`;
}

function days(entries: readonly MatchPlan[], filtered: boolean): Html {
  const blocks: { day: string; entries: Html[] }[] = [];
  for (const match of entries) {
    const { day } = localTime(match.endedAtMs);
    if (blocks.at(-1)?.day !== day) blocks.push({ day, entries: [] });
    blocks.at(-1)?.entries.push(entry(match, { stamped: true, withEvent: !filtered }));
  }
  return html`${blocks.map(
    (block) => html`<div class="results-sublist">
<span class="standard-headline">${filtered ? block.day.replace('Results for ', '') : block.day}</span>
${block.entries}
</div>
`,
  )}`;
}

function featuredBlock(world: World, entries: readonly MatchPlan[], featured: Featured): Html {
  if (featured === 'none') return NOTHING;
  const pool = featured === 'foreign' ? entriesAt(world, world.pageSize) : entries;
  const event = pool.find((match) => match.stars > 0)?.event;
  if (event === undefined) return NOTHING;
  const chosen = pool.filter((match) => match.event.eventId === event.eventId).slice(0, MOST_FEATURED);
  return html`<div class="big-results">
<div class="tab-holder"><div class="tab text-ellipsis active" data-content-id="${event.eventId}">${eventLogo(event)}<span>${event.name}</span></div></div>
<div class="tab-content-holder"><div class="tab-content " id="${event.eventId}">
<div class="results-holder results-all"><div class="results-sublist">
${chosen.map((match) => entry(match, { stamped: featured === 'stamped', withEvent: true }))}
</div></div>
</div></div>
</div>`;
}

/** Score on the listing: maps, rounds in a best of one, 1 and 0 after a full forfeit. */
export function listingScore(match: MatchPlan): [number, number] {
  const first = at(match.maps, 0);
  return match.bestOf === 1 && first.score !== null ? first.score : match.mapsWon;
}

/** `bo3`, a map's short name, or `def`. */
function listingFormat(match: MatchPlan): string {
  if (match.quirks.has('full-forfeit')) return 'def';
  return match.bestOf === 1 ? shortMapName(at(match.maps, 0).name) : `bo${match.bestOf}`;
}

function entry(match: MatchPlan, { stamped, withEvent }: { stamped: boolean; withEvent: boolean }): Html {
  const [left, right] = match.teams;
  const stamp = stamped ? html` data-zonedgrouping-entry-unix="${match.endedAtMs}"` : NOTHING;
  const eventCell = withEvent
    ? html`<td class="event">${eventLogo(match.event)}<span class="event-name">${match.event.name}</span></td>`
    : NOTHING;
  return html`<div class="result-con "${stamp}>
<a href="${matchPath(match)}" class="a-reset">
<div class="result">
<table>
<tr>
<td class="team-cell"><div class="line-align team1"><div class="team ${wonClass(match, 0)}">${left.name}</div>${teamLogo(left, 'team-logo')}</div></td>
<td class="result-score">${score(match, 0)} - ${score(match, 1)}</td>
<td class="team-cell"><div class="line-align team2">${teamLogo(right, 'team-logo')}<div class="team ${wonClass(match, 1)}">${right.name}</div></div></td>
${eventCell}
<td class="star-cell">${starCell(match)}</td>
</tr>
</table>
</div>
</a>
</div>
`;
}

function wonClass(match: MatchPlan, team: TeamIndex): string {
  return match.winner === team ? 'team-won' : '';
}

function score(match: MatchPlan, team: TeamIndex): Html {
  const outcome = match.winner === null ? 'tie' : match.winner === team ? 'won' : 'lost';
  return html`<span class="score-${outcome}">${at(listingScore(match), team)}</span>`;
}

function starCell(match: MatchPlan): Html {
  const format = listingFormat(match);
  if (match.stars === 0) return html`<div class="map-text">${format}</div>`;
  const stars = Array.from({ length: match.stars }, () => raw('<i class="fa fa-star star"></i>'));
  return html`<div class="map-and-stars"><div class="stars">${stars}</div><div class="map map-text">${format}</div></div>`;
}
