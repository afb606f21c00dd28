import { shownBuyType } from '../world/equipment.ts';
import type { MapPlan, PlayedRound, TeamIndex } from '../world/model.ts';
import { economyRounds, pageOrder } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { chart, chartId } from './charts.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag, SPACER, teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { statsFrame } from './stats-frame.ts';

/** The map economy page; empty sections when no data is published. */
export function renderEconomy(story: MapStory, scene: Scene): string {
  const content = story.map.quirks.has('no-economy') ? emptyContent() : fullContent(story, scene);
  return statsFrame(story, scene, { tab: 'economy', content });
}

function emptyContent(): Html {
  return raw('<div class="standard-headline">Round start equipment value</div>\n<div class="standard-box"></div>');
}

function fullContent(story: MapStory, scene: Scene): Html {
  const half = story.map.halfLength;
  const rounds = economyRounds(story.played);
  const graph = story.map.quirks.has('economy-tables-only') ? NOTHING : economyChart(story, scene);
  return html`<div class="standard-headline">Round start equipment value</div>
<div class="standard-box">${graph}</div>
${SPACER}
<div class="standard-headline">Round breakdown by round start equipment value</div>
<div class="columns">${pageOrder(story.match).map((team) => breakdown(story, team))}</div>
${SPACER}
<div class="standard-headline">First half round history</div>
${history(story, rounds.slice(0, half))}
${SPACER}
<div class="standard-headline">Second half round history</div>
${history(story, rounds.slice(half))}`;
}

/** Name of a team in the chart: the usual one, or an older short name. */
function seriesName(story: MapStory, team: TeamIndex): string {
  const { name } = story.match.teams[team];
  if (!story.map.quirks.has('economy-alias')) return name;
  const [first, ...rest] = name.split(' ');
  return `${rest.join(' ')} (${first})`;
}

function economyChart(story: MapStory, scene: Scene): Html {
  const rounds = economyRounds(story.played);
  const dataset = pageOrder(story.match).map((team, index) => ({
    seriesname: seriesName(story, team),
    color: index === 0 ? '#aeaeae' : '#525252',
    dashed: index,
    data: rounds.map((round) => point(round, team, scene)),
  }));
  return chart(chartId('economy', story.map.mapStatsId ?? 0), 'graph', {
    type: 'msline',
    dataSource: {
      chart: {
        yAxisMaxValue: '40000',
        yAxisMinValue: '0',
        drawAnchors: 1,
        showYAxisValues: '1',
        numDivLines: 7,
        theme: 'fint',
        animation: '0',
      },
      categories: [{ category: rounds.map((round) => ({ label: String(round.number) })) }],
      dataset,
      trendlines: [
        {
          line: [
            { startvalue: '5000', displayValue: 'Semi-eco', color: 'c07846' },
            { startvalue: '10000', displayValue: 'Semi-buy', color: 'fab200' },
            { startvalue: '20000', displayValue: 'Full buy', color: 'a2c734' },
          ],
        },
      ],
    },
    heightOverride: false,
    width: '100%',
    dataFormat: 'json',
    containerBackgroundOpacity: '0',
  });
}

function point(round: PlayedRound, team: TeamIndex, scene: Scene): Record<string, unknown> {
  const value = String(round.equipment[team]);
  if (round.winner !== team) return { value, anchorBgAlpha: 100 };
  const side = round.sides[team].toLowerCase();
  return {
    value,
    anchorImageUrl: `${scene.origin}/img/static/economy/${side}RoundWon.png`,
    anchorImageScale: 15,
    anchorBgAlpha: 100,
  };
}

/** In the order of their limits. */
const CLASSES = [
  { label: 'Total full eco rounds [0-5k] ', icon: 'Pistol' },
  { label: 'Total semi-eco rounds [5-10k] ', icon: 'ForcePistol' },
  { label: 'Total semi-buy rounds [10-20k] ', icon: 'Forcebuy' },
  { label: 'Total full buy rounds [20k+] ', icon: 'RifleArmor' },
] as const;

function classOf(map: MapPlan, value: number): (typeof CLASSES)[number] {
  return CLASSES[shownBuyType(map, value)] ?? CLASSES[0];
}

function breakdown(story: MapStory, team: TeamIndex): Html {
  const club = story.match.teams[team];
  // The counts omit the first round, as on the site.
  const rounds = economyRounds(story.played).slice(1);
  const rows = CLASSES.map((category) => {
    const own = rounds.filter((round) => classOf(story.map, round.equipment[team]) === category);
    const won = own.filter((round) => round.winner === team).length;
    return html`<div class="stats-row team-economy-stat" title="Rounds: ${own.map((round) => round.number).join(',')}"><span><span>${category.label}</span></span><span title="Played">${own.length}<span title="Won"> (${won})</span></span></div>
`;
  });
  return html`<div class="col standard-box stats-rows">
<div class="stats-row"><span class="label-and-text">${flag(club.country, 'label flag')}${seriesName(story, team)}</span>${teamLogo(club, 'team-logo')}</div>
${rows}</div>
`;
}

function history(story: MapStory, rounds: readonly PlayedRound[]): Html {
  const rows = pageOrder(story.match).map(
    (team) => html`<tr class="team-categories">
<td class="team">${teamLogo({ ...story.match.teams[team], name: seriesName(story, team) }, 'team-logo')}</td>
${rounds.map((round) => cell(story.map, round, team))}</tr>
`,
  );
  return html`<table class="standard-box equipment-categories"><tbody>
${rows}</tbody></table>`;
}

function cell(map: MapPlan, round: PlayedRound, team: TeamIndex): Html {
  const value = round.equipment[team];
  const won = round.winner === team;
  const file = `${round.sides[team].toLowerCase()}${classOf(map, value).icon}${won ? 'Win' : 'Loss'}`;
  return html`<td class="equipment-category-td" title="Equipment value: ${value}"><img class="equipment-category${won ? '' : ' lost'}" src="/img/static/equipmentcategories/${file}.svg"></td>
`;
}
