import { buyLabel } from '../world/equipment.ts';
import type { MapPlayer, PlayedRound, RoundEvent } from '../world/model.ts';
import { at } from '../world/random.ts';
import { roundSwingOrder } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { percent, swing, thousands } from './format.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag } from './images.ts';
import type { Size } from './page-request.ts';

type Moment = { round: PlayedRound; event: RoundEvent };
type Copy = { size: Size; copy: number; copies: number };

/** What a box says of an event. Of several short copies each lists some of the players. */
export function eventContent(story: MapStory, { round, event }: Moment, { size, copy, copies }: Copy): Html {
  const [first, second] = roundSwingOrder(story.map);
  const { alive } = event;
  const isFull = size === 'full';
  const swings =
    size === 'full' ? event.swings : event.swings.filter((_, index) => copies === 1 || index % copies === copy);
  const rows =
    event.type === 'round_started' ? equipmentRows(story, round) : swingRows(story, { event, swings, isFull });
  return html`<strong class="title">${titleOf(story, event)}</strong><div class="alive">${isFull ? icons(alive[first]) : NOTHING}<span>${alive[first]} vs ${alive[second]}</span>${isFull ? icons(alive[second]) : NOTHING}</div>${chances(event, first).map((chance) => html`<div class="team-stat">${chance}</div>`)}${rows}`;
}

/** Both chances add up to 100. */
function chances({ chance }: RoundEvent, first: 0 | 1): [string, string] {
  const left = Math.round(chance / 10);
  const tenths = first === 0 ? left : 1000 - left;
  return [percent(tenths / 10), percent((1000 - tenths) / 10)];
}

function titleOf({ played }: MapStory, { type, player, victim }: RoundEvent): string {
  const nick = (index: number | null): string => (index === null ? '' : at(played.players, index).person.nick);
  const titles: Record<RoundEvent['type'], string> = {
    round_started: 'Round started',
    kill: `${nick(player)} killed ${nick(victim)}`,
    bomb_planted: `${nick(player)} planted the bomb`,
    bomb_defused: `${nick(player)} defused the bomb`,
    bomb_exploded: 'Bomb detonated',
    time_expired: 'Bomb site secured',
    unknown: `${nick(player)} dropped the bomb`,
  };
  return titles[type];
}

type Swings = { event: RoundEvent; swings: RoundEvent['swings']; isFull: boolean };

function swingRows({ played }: MapStory, { event, swings, isFull }: Swings): Html[] {
  const { team: gaining } = at(played.players, event.player ?? 0);
  return swings.map(({ player, swing: value }) => {
    const own = at(played.players, player);
    // As on the site, a loss too small to be shown is minus zero.
    const shown = value === 0 && own.team !== gaining ? '-0.00%' : swing(value / 100);
    return html`${isFull ? portrait(own) : NOTHING}<div class="player-nick">${own.person.nick}</div><span class="stat">${shown}</span>`;
  });
}

function equipmentRows({ match, map }: MapStory, { number, equipment }: PlayedRound): Html[] {
  const order = roundSwingOrder(map);
  const names = order.map((team) => shortName(match.teams[team].name));
  const isAmbiguous = names[0] === names[1];
  return order.map((team, index) => {
    const name = isAmbiguous ? match.teams[team].name : at(names, index);
    const value = equipment[team];
    return html`<div class="player-nick">${name} equipment value:</div><span class="stat">${thousands(value)} (${buyLabel(map, { number, value })})</span>`;
  });
}

/** Long names are shortened to their first letters. */
function shortName(name: string): string {
  const words = name.split(' ').filter((word) => word !== '');
  if (name.length <= 10) return name;
  return words.length === 1 ? name.slice(0, 3).toUpperCase() : words.map((word) => word.slice(0, 2)).join('');
}

const ICON = raw(
  '<svg class="alive-icon" width="12" height="16" viewBox="0 0 12 16" aria-hidden="true"><path fill="currentColor" d="M6 0a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm-4.5 8.25C2.4 7.2 3.9 6.75 6 6.75s3.6.45 4.5 1.5V16H0z"></path></svg>',
);

function icons(count: number): Html {
  return html`<span class="alive-icons">${Array.from({ length: count }, () => ICON)}</span>`;
}

function portrait({ person }: MapPlayer): Html {
  return html`<div class="bodyShot-con"><img alt="${person.nick}" class="bodyShot" loading="lazy" src="/img/playerbodyshot/${person.playerId}.png?ixlib=java-2.1.0&amp;w=80&amp;s=2f4c0a"><div class="flag-con">${flag(person.country)}</div></div>`;
}
