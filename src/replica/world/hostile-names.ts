/**
 * Names that are hard to parse or to escape: markup, quotes, other scripts, control characters, words of the veto list
 * and of event titles.
 */
export type HostileTeam = { name: string; nicks: string[]; firstName: string; lastName: string };

export const HOSTILE_TEAMS: readonly HostileTeam[] = [
  {
    name: `<script>alert("x")</script> & Sons`,
    nicks: ['<b>', '"quoted"', "'apos'", '&amp;', 'a&b', '</td>', '<!--'],
    firstName: '<i>Bold',
    lastName: `O'Neil "Q"`,
  },
  {
    name: 'Кибер Волки',
    nicks: ['Пётр', '雪豹', 'žlutý', 'ñandú', 'ÅÄÖ', 'ß', '한글'],
    firstName: 'Пётр',
    lastName: 'Ильин',
  },
  {
    name: '龍虎 電競',
    nicks: ['龍', '虎', '火', '水', '木', '金', '土'],
    firstName: '小龍',
    lastName: '李',
  },
  {
    name: 'Team picked Nuke',
    nicks: ['picked', 'removed', 'left over', 'Default', 'TBA', 'null', '-'],
    firstName: 'Won',
    lastName: 'Lost',
  },
  {
    name: 'Squad removed Dust2',
    nicks: ['undefined', 'NaN', 'true', '[object Object]', '0', '__proto__', 'constructor'],
    firstName: 'Null',
    lastName: 'Void',
  },
  { name: '1337', nicks: ['007', '42', '3.14', '1e9', '0x10', '-1', '13-9'], firstName: '7', lastName: '11' },
  {
    name: '..hidden/../etc',
    nicks: ['../..', '.dot', '=SUM(A1:A9)', '+1', '@home', ';--', "'); DROP TABLE maps;--"],
    firstName: '..',
    lastName: '%00',
  },
  {
    name: 'اللاعبون \u202eevil\u202c',
    nicks: ['\u200fمراد', 'a\u202eb', 'x\u0007y', '\u001b[31mred', 'tab\u0001bed', 'zero\u200bwidth', '👾🎯'],
    firstName: 'مراد',
    lastName: 'يوسف',
  },
  {
    name: "L'Équipe d'Été",
    nicks: ['two blanks', 'a.b.c', `${'long'.repeat(60)}`, '"', "'", '\\', '`'],
    firstName: "D'",
    lastName: "Arc'y",
  },
  {
    name: '100 vs. 200 at Cup | HLTV.org',
    nicks: ['vs.', 'at', '|', ':', '( 8 : 4 )', '#1', 'K-D'],
    firstName: 'vs.',
    lastName: 'at',
  },
  {
    name: 'Bomb detonated',
    nicks: ['killed', 'one killed two', 'the bomb', 'planted the bomb', 'left killed', '4 vs 5', '50.0%'],
    firstName: 'Round',
    lastName: 'started',
  },
  {
    name: 'Killed equipment value:',
    nicks: ['one', 'two', 'Round started', 'two killed three', 'Bomb site secured', '+1.00%', '$4.1K (PISTOL)'],
    firstName: 'defused',
    lastName: 'the bomb',
  },
];
