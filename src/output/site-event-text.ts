import { unreachable } from '../errors.ts';
import type { Notice } from '../notices.ts';
import { formatDuration, formatTimestamp } from './format.ts';
import type { LogLine } from './log-line.ts';

type FetchEvent = Extract<Notice, { type: 'site' }>['event'];

/** The log line for an event of the fetcher. */
export function renderSiteEvent(event: FetchEvent): LogLine {
  switch (event.type) {
    case 'pause':
      return {
        level: event.reason === 'polite' ? 'trace' : 'info',
        text: `pause of ${formatDuration(event.ms)} (${event.reason})`,
      };
    case 'retry':
      return {
        level: 'info',
        text: `${named(event)}; try ${event.attempt + 1} in ${formatDuration(event.waitMs)}`,
      };
    case 'refusal':
      // The notice of the page has the warning.
      return { level: 'debug', text: `refused (${event.marker}): ${event.path}` };
    case 'fallback':
      return { level: 'info', text: `opening ${event.path} in the browser itself: ${event.reason}` };
    case 'waiting-for-browser':
      return {
        level: 'info',
        text: `a challenge: the browser has up to ${formatDuration(event.limitMs)} to pass it on its own`,
      };
    case 'waiting-for-person':
      return {
        level: 'warn',
        ringsBell: true,
        text: `a challenge: pass it in the browser window within ${formatDuration(event.limitMs)} (${event.path})`,
      };
    case 'challenge-passed':
      return { level: 'info', text: `challenge passed after ${formatDuration(event.afterMs)}` };
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
        text: `a cool-down is in force until ${formatTimestamp(event.untilMs)}; --ignore-cooldown starts anyway`,
      };
    case 'cooldown-set':
      return { level: 'warn', text: `no run before ${formatTimestamp(event.untilMs)}: ${event.reason}` };
    default:
      return unreachable(event);
  }
}

/** The message with the path of the page, which most messages contain already. */
function named({ path, message }: { path: string; message: string }): string {
  return message.includes(path) ? message : `${path}: ${message}`;
}

function robotsRead(event: Extract<FetchEvent, { type: 'robots-read' }>): LogLine {
  const where = {
    site: "the site's",
    cache: "today's copy",
    'old-cache': 'an older copy',
    'built-in': 'only the built-in rules',
  };
  const reason = event.reason === null ? '' : ` (${event.reason})`;
  const isFallback = event.source === 'old-cache' || event.source === 'built-in';
  return { level: isFallback ? 'warn' : 'debug', text: `robots.txt: ${where[event.source]}${reason}` };
}
