import type { MatchPlan } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { frame } from './frame.ts';
import { html } from './html.ts';
import { comments, neighbours, playerOfMatchBox, streams } from './overview-extras.ts';
import { mobileHeader, overviewHead, overviewTitle, teamsBox } from './overview-header.ts';
import { lineups } from './overview-lineups.ts';
import { mapsColumn } from './overview-maps.ts';
import { standingsBox } from './overview-standings.ts';
import { matchStats } from './overview-tables.ts';
import type { Scene } from './page-request.ts';

/** The match overview page. */
export function renderOverview(world: World, match: MatchPlan, scene: Scene): string {
  const content = html`<div class="match-page" data-match-page="">
${mobileHeader(match)}
${teamsBox(match, scene)}
<div class="g-grid maps">
${mapsColumn(match, scene)}
${streams(match, scene)}
</div>
${matchStats(world, match, scene)}
${lineups(match, scene)}
${playerOfMatchBox(match)}
${neighbours(match, scene)}
${standingsBox(match)}
</div>
${comments(match, scene)}`;
  return frame({
    title: overviewTitle(match),
    head: overviewHead(match, scene),
    content,
    size: scene.size,
    noiseKey: `match/${match.matchId}`,
    weight: 160_000,
  });
}
