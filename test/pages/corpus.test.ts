import { describe, expect, it } from 'vitest';
import type { MatchPage } from '../../src/page-records.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { corpusPages, hasCorpus, type Truth } from '../helpers/corpus.ts';

const lower = (side: string | null): string | null => side?.toLowerCase() ?? null;

function matchFromTruth(truth: Truth) {
  const teamId = (ordinal: 1 | 2 | null): number | null => (ordinal === null ? null : truth[`team${ordinal}`].id);
  const maps = truth.maps.map((map: Truth) => ({
    mapNumber: map.number,
    mapStatsId: map.map_stats_id,
    mapName: map.name,
    state: map.state,
    team1Rounds: map.team1_rounds,
    team2Rounds: map.team2_rounds,
    winnerTeamId: mapWinner(map, teamId),
    pickedByTeamId: teamId(map.picked_by),
    pickMarkerTeamId: teamId(map.pick_marker),
    team1StartSide: lower(map.team1_start_side),
    team1CtRounds: map.team1_ct_rounds,
    team1TRounds: map.team1_t_rounds,
    team1OtRounds: map.team1_ot_rounds,
    team2CtRounds: map.team2_ct_rounds,
    team2TRounds: map.team2_t_rounds,
    team2OtRounds: map.team2_ot_rounds,
    ratingVersion: truth.player_tables[map.map_stats_id]?.both[0].rating_version ?? null,
    mapStatsPath: map.map_stats_id === null ? null : `/stats/matches/mapstatsid/${map.map_stats_id}/${map.stats_slug}`,
  }));
  const numberOf = (mapStatsId: string) => maps.find((map: Truth) => `${map.mapStatsId}` === mapStatsId)?.mapNumber;
  const blocks = Object.keys(truth.player_tables).filter((key) => key !== 'all');
  return {
    matchId: truth.match_id,
    ...(truth.slug === null ? {} : { url: `https://www.hltv.org/matches/${truth.match_id}/${truth.slug}` }),
    status: truth.status,
    startedAtMs: truth.started_at_ms,
    eventId: truth.event_id,
    eventName: truth.event_name,
    stage: truth.stage,
    note: truth.notes.join('\n') || null,
    bestOf: truth.best_of,
    isLan: truth.is_lan,
    title: truth.title,
    ...teamFromTruth(truth, 1),
    ...teamFromTruth(truth, 2),
    winnerTeamId: teamId(truth.winner),
    isForfeit: truth.is_full_forfeit,
    vetoes: truth.vetoes.map((veto: Truth) => ({
      step: veto.step,
      teamId: teamId(veto.team),
      action: veto.action,
      mapName: veto.map_name,
    })),
    lineups: ([1, 2] as const).flatMap((ordinal) =>
      (truth.lineups[ordinal] ?? []).map((player: Truth) => ({
        playerId: player.player_id,
        playerName: player.nick,
        country: player.country,
        teamId: teamId(ordinal),
      })),
    ),
    maps,
    playerMapStats: blocks.flatMap((key) =>
      rowsFromTruth(truth.player_tables[key], teamId).map((row) => ({ mapNumber: numberOf(key), ...row })),
    ),
    seriesPlayerStats: rowsFromTruth(truth.player_tables.all ?? { both: [], ct: [], t: [] }, teamId),
  };
}

function mapWinner(map: Truth, teamId: (ordinal: 1 | 2 | null) => number | null): number | null {
  if (map.team1_rounds === null || map.team1_rounds === map.team2_rounds) {
    return null;
  }
  return teamId(map.team1_rounds > map.team2_rounds ? 1 : 2);
}

function teamFromTruth(truth: Truth, ordinal: 1 | 2) {
  const team = truth[`team${ordinal}`];
  return {
    [`team${ordinal}Id`]: team.id,
    [`team${ordinal}Name`]: team.name,
    [`team${ordinal}Country`]: team.country,
    [`team${ordinal}Rank`]: team.rank,
    [`team${ordinal}HeaderScore`]: team.header_score,
    [`team${ordinal}MapsWon`]: truth.maps_won[`team${ordinal}`],
  };
}

/** Rows of a block by team, then side: the order of the page. */
function rowsFromTruth(tables: Truth, teamId: (ordinal: 1 | 2 | null) => number | null) {
  return ([1, 2] as const).flatMap((ordinal) =>
    (['both', 'ct', 't'] as const).flatMap((side) =>
      tables[side]
        .filter((row: Truth) => row.team === ordinal)
        .map((row: Truth) => ({
          side,
          playerId: row.player_id,
          playerName: row.nick,
          country: row.country,
          teamId: teamId(ordinal),
          kills: row.kills,
          deaths: row.deaths,
          adr: row.adr,
          kast: row.kast,
          roundSwing: row.round_swing,
          rating: row.rating,
          ecoKills: row.eco_kills,
          ecoDeaths: row.eco_deaths,
          ecoAdr: row.eco_adr,
          ecoKast: row.eco_kast,
        })),
    ),
  );
}

describe.runIf(hasCorpus)('match overviews of the corpus', () => {
  for (const { name, html, truth } of corpusPages('match')) {
    it(`reads every value of ${name}`, () => {
      expect(identifyPage(html)).toEqual({
        kind: 'match',
        id: truth.match_id,
        isGenuine: true,
        isComplete: true,
        hasData: true,
      });
      const record = PAGES.match.parse(html, { id: null });
      const expected = matchFromTruth(truth);
      const { lineups, ...rest } = expected;
      expect(record).toMatchObject(rest);
      const { url: _url, playerOfMatchId: _potm, demoId: _demo, ...known } = withoutVrs(record);
      const { url: _expectedUrl, ...compared } = expected as Truth;
      expect({ ...known, lineups: known.lineups.map(({ fullName: _fullName, ...player }) => player) }).toEqual({
        ...compared,
        lineups,
      });
    });
  }

  it('names the player of the match, the demo and full names where the page has them', () => {
    for (const { html, truth } of corpusPages('match')) {
      const record = PAGES.match.parse(html, { id: truth.match_id });
      const isOver = truth.status === 'finished';
      const isOld = truth.match_id < 2_340_000;
      expect(record.playerOfMatchId !== null).toBe(isOver && !isOld);
      expect(record.demoId !== null).toBe(isOver);
      for (const { fullName, playerName } of record.lineups) {
        expect(fullName).not.toBeNull();
        expect(fullName).not.toContain(`'${playerName}'`);
      }
    }
  });
});

/** The truth files do not have these columns. */
function withoutVrs(page: MatchPage) {
  const { team1VrsPoints: _, team1VrsRank: _1, team1VrsPointsChange: _2, team1VrsRankAfter: _3, ...rest } = page;
  const { team2VrsPoints: _4, team2VrsRank: _5, team2VrsPointsChange: _6, team2VrsRankAfter: _7, ...record } = rest;
  return record;
}

const VRS_OF_REAL_PAGES = new Map<number, (number | null)[]>([
  [2395710, [1410, 27, 25, 27, 1296, 37, -10, 37]],
  [2395747, [732, 207, null, null, 695, 227, null, null]],
]);

describe.runIf(hasCorpus)('the VRS box of the corpus', () => {
  it.each(corpusPages('match'))('is read where it is: $name', ({ html, truth }) => {
    const page = PAGES.match.parse(html, { id: null });
    expect([
      ...[page.team1VrsPoints, page.team1VrsRank, page.team1VrsPointsChange, page.team1VrsRankAfter],
      ...[page.team2VrsPoints, page.team2VrsRank, page.team2VrsPointsChange, page.team2VrsRankAfter],
    ]).toEqual(VRS_OF_REAL_PAGES.get(truth.match_id) ?? Array(8).fill(null));
    expect(page.issues).toBeUndefined();
  });
});

describe.runIf(hasCorpus)('listings of the corpus', () => {
  for (const { name, html, truth } of corpusPages('results')) {
    it(`reads every entry of ${name}`, () => {
      expect(identifyPage(html)).toMatchObject({ kind: 'results', id: truth.offset, isComplete: true });
      expect(PAGES.results.parse(html, { id: truth.offset })).toEqual({
        offset: truth.offset,
        first: truth.first,
        last: truth.last,
        total: truth.total,
        hasNext: truth.next_href !== null,
        rowCount: truth.entries.length,
        unreadableRows: [],
        entries: truth.entries.map((entry: Truth) => ({
          matchId: entry.match_id,
          path: entry.url,
          endedAtMs: entry.ended_at_ms,
          team1Name: entry.team1,
          team2Name: entry.team2,
          team1Score: entry.score1,
          team2Score: entry.score2,
          format: entry.format,
          stars: entry.stars,
          eventName: entry.event,
          isForfeit: entry.is_forfeit,
        })),
        featuredMatchIds: truth.featured_match_ids,
      });
    });
  }
});

function statsPlayersFromTruth(truth: Truth) {
  return (['left', 'right'] as const).flatMap((team) =>
    (['both', 'ct', 't'] as const).flatMap((side) =>
      truth.players[side]
        .filter((row: Truth) => row.team === team)
        .map((row: Truth) => ({
          side,
          playerId: row.player_id,
          playerName: row.nick,
          country: row.country,
          teamId: truth[`team_${team}`].id,
          kills: row.kills,
          headshots: row.headshots,
          assists: row.assists,
          flashAssists: row.flash_assists,
          deaths: row.deaths,
          tradedDeaths: row.traded_deaths,
          adr: row.adr,
          kast: row.kast,
          openingKills: row.opening_kills,
          openingDeaths: row.opening_deaths,
          multiKillRounds: row.multi_kill_rounds,
          clutchesWon: row.clutches_won,
          roundSwing: row.round_swing,
          rating: row.rating,
          ecoKills: row.eco_kills ?? null,
          ecoHeadshots: row.eco_headshots ?? null,
          ecoDeaths: row.eco_deaths ?? null,
          ecoTradedDeaths: row.eco_traded_deaths ?? null,
          ecoAdr: row.eco_adr ?? null,
          ecoKast: row.eco_kast ?? null,
          ecoOpeningKills: row.eco_opening_kills ?? null,
          ecoOpeningDeaths: row.eco_opening_deaths ?? null,
        })),
    ),
  );
}

/** Rounds a team won on a side, regulation only. */
function sideRounds(truth: Truth, team: 0 | 1, side: 'ct' | 't'): number {
  const half = truth.halves.find(([left]: Truth) => (left === side) === (team === 0));
  return half[team + 1];
}

describe.runIf(hasCorpus)('map stats pages of the corpus', () => {
  for (const { name, html, truth } of corpusPages('map-stats')) {
    it(`reads every value of ${name}`, () => {
      expect(identifyPage(html)).toMatchObject({
        kind: 'map-stats',
        id: truth.map_stats_id,
        hasData: true,
      });
      expect(PAGES['map-stats'].parse(html, { id: null })).toEqual({
        mapStatsId: truth.map_stats_id,
        matchId: truth.match_id,
        eventId: truth.event_id,
        eventName: truth.event_name,
        startedAtMs: truth.started_at_ms,
        mapName: truth.map_name,
        ratingVersion: truth.rating_version,
        team1Id: truth.team_left.id,
        team1Name: truth.team_left.name,
        team1Country: truth.team_left.country,
        team1Rounds: truth.team_left.score,
        team2Id: truth.team_right.id,
        team2Name: truth.team_right.name,
        team2Country: truth.team_right.country,
        team2Rounds: truth.team_right.score,
        team1StartSide: lower(truth.left_start_side),
        team1CtRounds: sideRounds(truth, 0, 'ct'),
        team1TRounds: sideRounds(truth, 0, 't'),
        team1OtRounds: truth.left_overtime,
        team2CtRounds: sideRounds(truth, 1, 'ct'),
        team2TRounds: sideRounds(truth, 1, 't'),
        team2OtRounds: truth.right_overtime,
        team1Rating: truth.team_rating.left,
        team2Rating: truth.team_rating.right,
        team1FirstKills: truth.first_kills.left,
        team2FirstKills: truth.first_kills.right,
        team1ClutchesWon: truth.clutches_won.left,
        team2ClutchesWon: truth.clutches_won.right,
        scoreboards: 2,
        playerMapStats: statsPlayersFromTruth(truth),
        rounds: truth.rounds.map((round: Truth) => ({
          roundNumber: round.number,
          winnerTeamId: round.winner_team_id,
          winnerSide: lower(round.winner_side),
          outcome: round.outcome,
          team1Score: Number(round.score_after.split('-')[0]),
          team2Score: Number(round.score_after.split('-')[1]),
        })),
      });
    });
  }
});

describe.runIf(hasCorpus)('performance pages of the corpus', () => {
  for (const { name, html, truth } of corpusPages('map-performance')) {
    it(`reads every value of ${name}`, () => {
      expect(identifyPage(html)).toMatchObject({
        kind: 'performance',
        id: truth.map_stats_id,
        hasData: true,
      });
      const total = (name: string, team: 1 | 2): number => truth.team_totals[name][`team${team}`];
      expect(PAGES.performance.parse(html, { id: null })).toEqual({
        mapStatsId: truth.map_stats_id,
        eventName: truth.event_name,
        ratingVersion: truth.players[0].rating_version,
        team1Name: truth.team1.name,
        team2Name: truth.team2.name,
        team1Kills: total('kills', 1),
        team1Deaths: total('deaths', 1),
        team1Assists: total('assists', 1),
        team2Kills: total('kills', 2),
        team2Deaths: total('deaths', 2),
        team2Assists: total('assists', 2),
        playerMapStats: truth.players.map((player: Truth) => ({
          playerId: player.player_id,
          playerName: player.nick,
          country: player.country,
          team: player.team,
          kpr: player.kpr,
          dpr: player.dpr,
          impact: player.impact,
          mkRating: player.mk_rating,
          kast: player.kast,
          adr: player.adr,
          roundSwing: player.round_swing,
          rating: player.rating,
        })),
        killMatrix: (['all', 'first_kill', 'awp'] as const).flatMap((kind) =>
          truth.kill_matrix[kind].map((cell: Truth) => ({
            kind,
            killerId: cell.killer,
            victimId: cell.victim,
            kills: cell.kills,
          })),
        ),
      });
    });
  }
});

describe.runIf(hasCorpus)('block pages of the corpus', () => {
  for (const { name, html } of corpusPages('blocked')) {
    it(`does not take ${name} for a page of the site`, () => {
      expect(identifyPage(html)).toMatchObject({ kind: null, id: null, isGenuine: false });
    });
  }
});
