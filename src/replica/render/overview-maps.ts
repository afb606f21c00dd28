import type { MapPlan, MatchPlan, TeamIndex } from '../world/model.ts';
import { halvesOf } from '../world/score.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { mapStatsPath } from './paths.ts';

/** Format, stage, notes, veto steps and the holders of all maps. */
export function mapsColumn(match: MatchPlan, scene: Scene): Html {
  const holders = match.maps.map((map) => (scene.layout === 'E18' ? oldHolder(match, map) : holder(match, map)));
  return html`<div class="col-6 col-7-small">
<span class="headline">Maps</span>
<div class="standard-box veto-box"><div class="padding preformatted-text">${formatText(match)}</div></div>
${match.vetoes.length === 0 ? NOTHING : vetoBox(match)}
<div class="flexbox-column">
${holders}
</div>
</div>`;
}

/** `Best of 3 (LAN)`, then the line of the stage and the notes. */
function formatText(match: MatchPlan): string {
  const place = match.isLan === null ? '' : match.isLan ? ' (LAN)' : ' (Online)';
  const stage = match.stage === null ? [] : [`* ${match.stage}`];
  return [`Best of ${match.bestOf}${place}`, ...stage, ...match.notes].join('\n\n');
}

function vetoBox(match: MatchPlan): Html {
  const steps = match.vetoes.map((veto) => {
    const actor = veto.team === null ? '' : `${match.teams[veto.team].name} ${veto.action} `;
    return html`<div>${veto.step}. ${actor}${veto.mapName}${veto.team === null ? ' was left over' : ''}</div>
`;
  });
  return html`<div class="standard-box veto-box"><div class="padding">
${steps}</div></div>`;
}

/** Whether a map is played only if the series is still open. */
function isOptional(match: MatchPlan, map: MapPlan): boolean {
  if (map.state !== 'unplayed') return false;
  if (match.status === 'finished') return true;
  return match.bestOf > 2 && map.number > Math.ceil(match.bestOf / 2);
}

function minimap(name: string): Html {
  return html`<div class="map-name-holder"><img alt="${name}" src="/img/static/maps/${name.toLowerCase()}.png" class="minimap" title="${name}"><div class="mapname">${name}</div></div>`;
}

function holder(match: MatchPlan, map: MapPlan): Html {
  const state = isOptional(match, map) ? 'optional' : 'played';
  const results =
    ['upcoming', 'postponed', 'deleted'].includes(match.status) && map.state === 'unplayed'
      ? NOTHING
      : resultsBlock(match, map, state);
  return html`<div class="mapholder">
<div class="${state}">${minimap(map.name)}</div>
${results}
</div>
`;
}

function resultsBlock(match: MatchPlan, map: MapPlan, state: string): Html {
  return html`<div class="results ${state}">
<div class="results-left ${outcome(map, 0)} ${map.pickMarker === 0 ? 'pick' : ''}">${side(match, map, 0)}</div>
${center(match, map)}
<span class="results-right ${outcome(map, 1)} ${map.pickMarker === 1 ? 'pick' : ''}">${side(match, map, 1)}</span>
</div>`;
}

function outcome(map: MapPlan, team: TeamIndex): string {
  if (map.winner === null) return 'tie';
  return map.winner === team ? 'won' : 'lost';
}

function side(match: MatchPlan, map: MapPlan, team: TeamIndex): Html {
  const { name } = match.teams[team];
  return html`<div class="results-teamlogo-container">${teamLogo(match.teams[team], 'logo team1Logo')}</div>
<div class="results-teamname-container text-ellipsis"><div class="results-teamname text-ellipsis">${name}</div><div class="results-team-score">${map.score?.[team] ?? '-'}</div></div>
`;
}

function center(match: MatchPlan, map: MapPlan): Html {
  if (map.state === 'unplayed') return raw('<div class="results-center"></div>');
  if (map.state === 'forfeit') {
    return raw(
      '<div class="results-center"><div class="results-center-stats"></div><div class="results-center-half-score"></div></div>',
    );
  }
  return html`<div class="results-center">
<div class="results-center-stats">${statsLink(match, map)}</div>
<div class="results-center-half-score">${halfScores(map)}</div>
</div>`;
}

function statsLink(match: MatchPlan, map: MapPlan): Html {
  if (map.mapStatsId === null) return NOTHING;
  const query = map.quirks.has('stats-link-query') ? '?contextIds=9001&contextTypes=team' : '';
  return html`<a href="${mapStatsPath(match, map)}${query}" class="results-stats">STATS</a>`;
}

/** ` (8:4; 5:5)`, with overtime a second group with the totals of all overtimes and no sides. */
function halfScores(map: MapPlan): Html {
  if (map.quirks.has('no-half-scores')) return NOTHING;
  const { halves, overtime } = halvesOf(map);
  const [a, b] = map.startSide === 'ct' ? ['ct', 't'] : ['t', 'ct'];
  const [[l1, r1], [l2, r2]] = halves;
  const extra =
    overtime === null
      ? NOTHING
      : html`<span> (</span><span>${overtime[0]}</span><span class="">:</span><span>${overtime[1]}</span><span>)</span>`;
  return html`<span> (</span><span class="${a}">${l1}</span><span class="">:</span><span class="${b}">${r1}</span><span>; </span><span class="${b}">${l2}</span><span class="">:</span><span class="${a}">${r2}</span><span></span><span>)</span>${extra}`;
}

/** The holder of 2018-19: scores as bare spans, no left and right part. */
function oldHolder(match: MatchPlan, map: MapPlan): Html {
  const state = isOptional(match, map) ? 'optional' : 'played';
  const scores =
    map.score === null
      ? NOTHING
      : html`<div class="results"><span class="${outcome(map, 0)}">${map.score[0]}</span><span class="">:</span><span class="${outcome(map, 1)}">${map.score[1]}</span>${map.state === 'played' ? halfScores(map) : NOTHING}${statsLink(match, map)}</div>`;
  return html`<div class="mapholder"><div class="${state}">${minimap(map.name)}</div>${scores}</div>
`;
}
