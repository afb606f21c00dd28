import { unreachable } from '../errors.ts';
import type { Notice } from '../notices.ts';
import { duration, moment } from './format.ts';
import type { Line } from './line.ts';

type FetchEvent = Extract<Notice, { type: 'site' }>['event'];

/** What happens on the way to the site, in words. */
export function renderSiteEvent(event: FetchEvent): Line {
  switch (event.type) {
    case 'pause':
      return {
        level: event.reason === 'polite' ? 'trace' : 'info',
        text: `pause of ${duration(event.ms)} (${event.reason})`,
      };
    case 'retry':
      return {
        level: 'info',
        text: `${named(event)}; try ${event.attempt + 1} in ${duration(event.waitMs)}`,
      };
    case 'refusal':
      // The page's own notice tells it.
      return { level: 'debug', text: `refused (${event.marker}): ${event.path}` };
    case 'fallback':
      return { level: 'info', text: `opening ${event.path} in the browser itself: ${event.reason}` };
    case 'waiting-for-browser':
      return {
        level: 'info',
        text: `a challenge: the browser has up to ${duration(event.limitMs)} to pass it by itself`,
      };
    case 'waiting-for-person':
      return {
        level: 'warn',
        ringsBell: true,
        text: `a challenge: pass it in the browser window, there is time for ${duration(event.limitMs)} (${event.path})`,
      };
    case 'challenge-passed':
      return { level: 'info', text: `challenge passed after ${duration(event.afterMs)}` };
    case 'browser-started':
      return {
        level: 'info',
        text: `browser ${event.attached ? 'attached' : 'started'}: ${event.name} ${event.version}`,
      };
    case 'browser-restarted':
      return { level: 'warn', text: `browser restarted: ${event.reason}` };
    case 'robots-read':
      return robotsRead(event);
    case 'robots-ignored':
      return { level: 'warn', text: `robots.txt disallows ${event.path} (${event.rule}); --ignore-robots fetches it` };
    case 'cooldown-ignored':
      return {
        level: 'warn',
        text: `a refusal is remembered until ${moment(event.untilMs)}; --ignore-cooldown starts anyway`,
      };
    case 'cooldown-set':
      return { level: 'warn', text: `no run before ${moment(event.untilMs)}: ${event.reason}` };
    default:
      return unreachable(event);
  }
}

/** Most messages name their page themselves. */
const named = ({ path, message }: { path: string; message: string }): string =>
  message.includes(path) ? message : `${path}: ${message}`;

function robotsRead(event: Extract<FetchEvent, { type: 'robots-read' }>): Line {
  const where = {
    site: "the site's",
    cache: "today's copy",
    'old-cache': 'an older copy',
    'built-in': 'the built-in rules alone',
  };
  const why = event.reason === null ? '' : ` (${event.reason})`;
  const isSecondBest = event.source === 'old-cache' || event.source === 'built-in';
  return { level: isSecondBest ? 'warn' : 'debug', text: `robots.txt: ${where[event.source]}${why}` };
}
