import type { Person } from '../world/model.ts';
import { type Html, html, raw } from './html.ts';

const FLAG_CODES: Record<string, string> = {
  Denmark: 'DK',
  Spain: 'ES',
  Brazil: 'BR',
  Poland: 'PL',
  France: 'FR',
  Sweden: 'SE',
  Portugal: 'PT',
  Mongolia: 'MN',
  Serbia: 'RS',
  Norway: 'NO',
  Germany: 'DE',
  Turkey: 'TR',
  Europe: 'EU',
  'North America': 'NAM',
  'South America': 'SAM',
};

export function flagFile(country: string): string {
  return FLAG_CODES[country] ?? 'WORLD';
}

/** A country flag; `title` is the country. */
export function flag(country: string, className = 'flag'): Html {
  return html`<img alt="${country}" src="/img/static/flags/30x20/${flagFile(country)}.gif" class="${className}" title="${country}">`;
}

/** A team logo: a third of the teams has one for day and one for night, some have none at all. */
export function teamLogo(team: { teamId: number; name: string }, className: string): Html {
  if (team.teamId % 9 === 0)
    return html`<img alt="${team.name}" src="/img/static/team/placeholder.svg" class="${className}" title="${team.name}">`;
  if (team.teamId % 3 !== 0) return logo(team, className, 'a');
  return html`${logo(team, `${className} day-only`, 'a')}${logo(team, `${className} night-only`, 'b')}`;
}

function logo(team: { teamId: number; name: string }, className: string, variant: string): Html {
  return html`<img alt="${team.name}" src="/img/teamlogo/${team.teamId}${variant}.png?ixlib=java-2.1.0&w=50" class="${className}" title="${team.name}">`;
}

export function eventLogo(event: { eventId: number; name: string }): Html {
  const image = (suffix: string, className: string): Html =>
    html`<img alt="${event.name}" src="/img/eventlogo/${event.eventId}${suffix}.png" class="${className}" title="${event.name}">`;
  if (event.eventId % 3 !== 0) return image('', 'event-logo');
  return html`${image('a', 'event-logo day-only')}${image('b', 'event-logo night-only')}`;
}

/** `First 'nick' Last` */
export function fullName(person: Person): string {
  return `${person.firstName} '${person.nick}' ${person.lastName}`;
}

/** The same with the nick marked. */
export function markedName(person: Person): Html {
  return html`${person.firstName} '<span class="player-nick">${person.nick}</span>' ${person.lastName}`;
}

/** A tooltip with further links to the same thing: class `stats-section`, hidden. */
export function tooltip(id: string, path: string, label: string): Html {
  return html`<div class="hidden" id="${id}"><div class="stats-section context-tooltip"><a href="${path}" class="context-button"><i class=" fa fa-bar-chart" aria-hidden="true"></i>Go to ${label}</a><a href="${path}?contextIds=1&contextTypes=team" class="context-button">Add to context</a></div></div>`;
}

export const SPACER: Html = raw('<div class="section-spacer"></div>');
