import { escaped, type SwingMap, type SwingPlayer } from './round-swing.ts';

/** A performance page whose cards and kill matrices fit the events of a map. */

export const PAGE_ID = 237427;

type Kill = { round: number; killer: SwingPlayer; victim: SwingPlayer };

/** Kills by the title, split by the nicks of the map; those inside a team are in no matrix. */
function killsOf({ events, players }: SwingMap): Kill[] {
  return events.flatMap(({ title, round }) =>
    players.flatMap((killer) =>
      players.flatMap((victim) =>
        title === `${killer.nick} killed ${victim.nick}` ? [{ round, killer, victim }] : [],
      ),
    ),
  );
}

const flag = '<img alt="Denmark" src="/DK.gif" class="flag" title="Denmark">';
const link = ({ id, nick }: SwingPlayer): string => `<a href="/stats/players/${id}/x">${escaped(nick)}</a>`;

function matrix(id: string, { first, second }: Teams, kills: readonly Kill[]): string {
  const count = (killer: SwingPlayer, victim: SwingPlayer): number =>
    kills.filter((kill) => kill.killer.id === killer.id && kill.victim.id === victim.id).length;
  const rows = second.map((row) => {
    const cells = first.map(
      (column) =>
        `<td><span class="team2-player-score">${count(row, column)}</span> : <span class="team1-player-score">${count(column, row)}</span></td>`,
    );
    return `<tr><td class="team2">${flag}${link(row)}</td>${cells.join('')}</tr>`;
  });
  const heads = first.map((column) => `<td class="team1">${flag}${link(column)}</td>`).join('');
  return `<div class="killmatrix-content" id="${id}-content"><table><tbody><tr class="killmatrix-topbar"><td></td>${heads}</tr>${rows.join('')}</tbody></table></div>`;
}

type Teams = { first: SwingPlayer[]; second: SwingPlayer[] };

function card(player: SwingPlayer, kpr: number): string {
  const bars = [
    ['KPR', kpr.toFixed(2)],
    ['DPR', '0.50'],
    ['KAST', '70.0%'],
    ['MK rating', '1.00'],
    ['Swing', player.total],
    ['ADR', '75.0'],
    ['Rating 3.0', '1.00'],
  ];
  const data = bars.map(([label, displayValue]) => ({ label, displayValue }));
  const config = escaped(JSON.stringify({ dataSource: { data } }));
  return `<div class="highlighted-player"><div class="headline">${flag}<a href="/player/${player.id}/x"><span class="player-nick">${escaped(player.nick)}</span></a></div>
<div class="graph" data-fusionchart-config="${config}"></div></div>`;
}

/** `section` stands inside the block of the page, before its end. */
export function performancePageHtml(map: SwingMap, section: string): string {
  const [team1, team2] = map.teams;
  const teams = {
    first: map.players.filter(({ team }) => team === team1),
    second: map.players.filter(({ team }) => team === team2),
  };
  const kills = killsOf(map);
  const opposing = kills.filter(({ killer, victim }) => killer.team !== victim.team);
  const firstOfRounds = [...Map.groupBy(opposing, ({ round }) => round).values()].flatMap(([first]) => first ?? []);
  const rounds = new Set(map.events.map(({ round }) => round)).size;
  const killsBy = (players: SwingPlayer[]) => opposing.filter(({ killer }) => players.includes(killer)).length;
  const column = (name: string, players: SwingPlayer[]) =>
    `<div class="col"><div class="players-team-header"><span class="label-and-text">${escaped(name)}</span></div>${players.map((player) => card(player, killsBy([player]) / rounds)).join('')}</div>`;
  const row = (label: string, one: number, other: number) =>
    `<tr><td class="name-column">${label}</td><td class="team1-column">${one}</td><td class="team2-column">${other}</td></tr>`;
  const logo = (name: string) => `<img alt="${escaped(name)}" src="/t.png" title="${escaped(name)}">`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Performance | HLTV.org</title>
<link rel="canonical" href="https://www.hltv.org/stats/matches/performance/mapstatsid/${PAGE_ID}/x"></head>
<body><div class="bgPadding"><div class="contentCol"><div class="stats-section stats-match stats-match-performance">
<div class="menu-header">An event</div><a href="/stats/matches/performance/mapstatsid/${PAGE_ID}/x" class="stats-top-menu-item selected">Performance</a>
<table class="overview-table"><tr><th class="name-column"></th><th class="team1-column">${logo(team1)}</th><th class="team2-column">${logo(team2)}</th></tr>
${row('Kills', killsBy(teams.first), killsBy(teams.second))}${row('Deaths', 99, 99)}${row('Assists', 20, 20)}</table>
${matrix('ALL', teams, opposing)}${matrix('FIRST_KILL', teams, firstOfRounds)}${matrix('AWP', teams, [])}
<div class="player-overview columns">${column(team1, teams.first)}${column(team2, teams.second)}</div>
${section}
</div></div></div></body></html>
`;
}
