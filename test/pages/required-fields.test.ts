import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { NoDataError, ParseError } from '../../src/errors.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { findSource } from '../../src/pages/field-source.ts';
import { PAGES } from '../../src/pages/pages.ts';

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture]));

/** What is broken everywhere on the page, and the field that the error names, or the first entry with its rank. */
type Break = [broken: string | RegExp, field: string];

const rename = (html: string, broken: string | RegExp): string => {
  const pattern = typeof broken === 'string' ? new RegExp(`(class="(?:[^"]*\\s)?)${broken}(?=[\\s"])`, 'g') : broken;
  return html.replace(pattern, (_whole, before) => (typeof broken === 'string' ? `${before}renamed` : 'renamed'));
};

function fieldNamedBy(kind: PageKind, html: string, id: number | null): string {
  try {
    const { issues: [first] = [] } = PAGES[kind].parse(html, { id });
    return first === undefined ? 'none: the page was read' : `${first.rank}: ${first.field}`;
  } catch (error) {
    return error instanceof NoDataError ? 'no data' : error instanceof ParseError ? error.field : String(error);
  }
}

const MATCH: Break[] = [
  ['contentCol', 'document'],
  ['match-page', 'document'],
  ['teamsBox', 'status'],
  ['countdown', 'status'],
  ['team1-gradient', 'team1Id'],
  ['team2-gradient', 'team2Id'],
  ['teamName', 'team1Name'],
  [/data-unix/g, 'startedAtMs'],
  ['event', 'decoration: eventId'],
  ['preformatted-text', 'decoration: bestOf'],
  ['mapholder', 'maps'],
  ['mapname', 'maps[0].mapName'],
  ['results-left', 'maps[0].team1Rounds'],
  ['results-right', 'maps[0].team2Rounds'],
  ['results-team-score', 'maps[0].team1Rounds'],
  ['results-center-half-score', 'decoration: maps[0].halves'],
  ['ct', 'decoration: maps[0].team1StartSide'],
  [/mapstatsid(?=\/\d+\/[^"]*" class="results-stats)/g, 'decoration: maps[0].mapStatsId'],
  ['stats-content', 'playerMapStats'],
  [/(?<=\d+-)content(?=")/g, 'playerMapStats'],
  ['header-row', 'seriesPlayerStats[0].columns'],
  [/(?<=\/)team(?=\/\d+\/[^"]*" class="teamName)/g, 'seriesPlayerStats[0].teamId'],
  ['players', 'seriesPlayerStats[0].playerId'],
  ['statsPlayerName', 'none: the page was read'],
  ['kd', 'seriesPlayerStats[0].kills'],
  ['adr', 'seriesPlayerStats[0].adr'],
  ['kast', 'seriesPlayerStats[0].kast'],
  ['roundSwing', 'seriesPlayerStats[0].roundSwing'],
  ['rating', 'seriesPlayerStats[0].rating'],
  ['eco-adjusted-data', 'seriesPlayerStats[0].ecoKills'],
  ['teamRanking', 'decoration: team1Rank'],
  [/data-player-id|(?<=\/)player(?=\/)/g, 'seriesPlayerStats[0].playerId'],
];

const MAP_STATS: Break[] = [
  ['contentCol', 'document'],
  ['match-info-box', 'team1Id'],
  ['team-left', 'team1Id'],
  ['team-right', 'team2Id'],
  [/(?<=\/stats\/)teams(?=\/)/g, 'team1Id'],
  ['bold', 'team1Rounds'],
  [/(?<=\/stats\?)event(?==)/g, 'decoration: eventId'],
  [/data-unix/g, 'decoration: startedAtMs'],
  ['match-info-row', 'decoration: halves'],
  [/Breakdown/g, 'decoration: halves'],
  [/Team rating/g, 'decoration: team1Rating'],
  [/First kills/g, 'decoration: team1FirstKills'],
  [/Clutches won/g, 'decoration: team1ClutchesWon'],
  ['ct-color', 'decoration: team1StartSide'],
  ['round-history-con', 'rounds'],
  ['round-history-team-row', 'rounds'],
  ['round-history-outcome', 'rounds'],
  ['st-teamname', 'playerMapStats[0].teamId'],
  [/(?<=<\/?)th\b/g, 'scoreboards[0].columns'],
  ['st-player', 'playerMapStats[0].playerId'],
  ['st-kills', 'playerMapStats[0].kills'],
  ['st-assists', 'playerMapStats[0].assists'],
  ['st-deaths', 'playerMapStats[0].deaths'],
  ['st-adr', 'playerMapStats[0].adr'],
  ['st-kast', 'playerMapStats[0].kast'],
  ['st-opkd', 'playerMapStats[0].openingKills'],
  ['st-mks', 'playerMapStats[0].multiKillRounds'],
  ['st-clutches', 'playerMapStats[0].clutchesWon'],
  ['st-roundSwing', 'playerMapStats[0].roundSwing'],
  ['st-rating', 'playerMapStats[0].rating'],
  ['eco-adjusted-data', 'playerMapStats[0].ecoKills'],
];

const MAP_STATS_2022: Break[] = [
  ['st-kdratio', 'playerMapStats[0].kast'],
  ['st-fkdiff', 'playerMapStats[0].openingKills'],
  ['st-kills', 'playerMapStats[0].kills'],
  ['st-adr', 'playerMapStats[0].adr'],
];

const PERFORMANCE: Break[] = [
  ['menu-header', 'decoration: eventName'],
  ['overview-table', 'decoration: team1Kills'],
  ['name-column', 'decoration: team1Kills'],
  ['player-overview', 'playerMapStats'],
  ['highlighted-player', 'playerMapStats'],
  ['headline', 'playerMapStats[0].playerId'],
  [/data-fusionchart-config/g, 'playerMapStats[0].chart'],
  [/(?<=&quot;)label(?=&quot;)/g, 'playerMapStats[0].chart'],
  [/(?<=&quot;)displayValue(?=&quot;)/g, 'playerMapStats[0].kpr'],
  [/KPR/g, 'playerMapStats[0].kpr'],
  [/DPR/g, 'playerMapStats[0].dpr'],
  [/KAST/g, 'playerMapStats[0].kast'],
  [/(?<=&quot;)ADR/g, 'playerMapStats[0].adr'],
  [/(?<=&quot;)Rating/g, 'playerMapStats[0].rating'],
  ['killmatrix-content', 'killMatrix'],
  ['killmatrix-topbar', 'killMatrix.victimId'],
  ['team2-player-score', 'killMatrix.kills'],
  ['team1-player-score', 'killMatrix.kills'],
];

/** The tables say what an unreadable chart says, and the chart what unreadable tables say, but for the icons. */
const ECONOMY: Break[] = [
  ['menu-header', 'decoration: eventName'],
  [/(?<=&quot;)seriesname(?=&quot;)/g, 'decoration: team1Name'],
  [/(?<=&quot;)category(?=&quot;)/g, 'core: roundEconomy'],
  [/(?<=&quot;)label(?=&quot;)/g, 'core: roundEconomy[0].roundNumber'],
  [/(?<=&quot;)data(?=&quot;)/g, 'core: roundEconomy'],
  [/(?<=&quot;)value(?=&quot;)/g, 'core: roundEconomy[0].equipmentValue'],
  ['team-categories', 'core: cells'],
  ['equipment-category-td', 'core: cells'],
  ['equipment-categories', 'core: cells'],
];

const ECONOMY_TABLES_ONLY: Break[] = [
  ['team-categories', 'no data'],
  ['equipment-category-td', 'cells'],
  [/Equipment value/g, 'cells[0].equipmentValue'],
];

const RESULTS: Break[] = [
  ['result-con', 'entries'],
  ['pagination-data', 'decoration: first'],
  ['pagination-next', 'decoration: hasNext'],
  ['a-reset', 'none: the page was read'],
  [/(?<=\/)matches(?=\/)/g, 'entries[0].matchId'],
  [/data-zonedgrouping-entry-unix/g, 'entries[0].endedAtMs'],
  ['team1', 'decoration: entries[0].team1Name'],
  ['team2', 'decoration: entries[0].team2Name'],
  ['result-score', 'decoration: entries[0].team1Score'],
  ['map-text', 'decoration: entries[0].format'],
  ['event-name', 'decoration: entries[0].eventName'],
];

const TABLES: [PageKind, string, Break[]][] = [
  ['match', 'match/bo1', MATCH],
  ['map-stats', 'map-stats/bo1', MAP_STATS],
  ['map-stats', 'map-stats/layout-2022', MAP_STATS_2022],
  ['performance', 'performance/rating-3', PERFORMANCE],
  ['economy', 'economy/bo1', ECONOMY],
  ['economy', 'economy/tables-only', ECONOMY_TABLES_ONLY],
  ['results', 'results/no-featured', RESULTS],
];

/** Classes that readers look for beside the place of the field that they name: a label, a frame, an older layout. */
const BESIDE = ['contentCol', 'match-page', 'name-column', 'st-kdratio', 'st-fkdiff'];

function isClassOfField([token, field]: Break): boolean {
  return typeof token === 'string' && !BESIDE.includes(token) && !/^(?:none|no data)/.test(field);
}

for (const [kind, name, breaks] of TABLES) {
  describe(`${name} with one thing renamed`, () => {
    for (const [broken, field] of breaks) {
      it(`names ${field} when ${broken} is gone`, () => {
        const { html, meta } = fixtures.get(name) ?? { html: '', meta: { id: null } };
        const mutated = rename(html, broken);
        expect(mutated).not.toBe(html);
        expect(fieldNamedBy(kind, mutated, meta.id)).toBe(field);
      });
    }
    for (const [token, field] of breaks.filter(isClassOfField)) {
      it(`says that ${field} stands at ${token}`, () => {
        const source = findSource(PAGES[kind].sources, field.replace(/^\w+: /, ''));
        expect(source?.selector).toMatch(new RegExp(`\\.${token}(?![\\w-])`));
      });
    }
  });
}

describe('the message of an error', () => {
  it('names page, id, field and what was seen', () => {
    const { html, meta } = fixtures.get('map-stats/bo1') ?? { html: '', meta: { id: null } };
    const mutated = html.replaceAll(/(<td class="st-adr traditional-data">)[\d.]+/g, '$1n/a');
    expect(() => PAGES['map-stats'].parse(mutated, meta)).toThrow(
      `map-stats ${meta.id}: playerMapStats[0].adr: expected a number from 0 to 500, saw "n/a"`,
    );
  });
});
