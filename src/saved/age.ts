import { timeOf } from './saved-page.ts';

/** Match pages of HLTV do not exist before this. */
const EARLIEST_MS = Date.UTC(2010, 0, 1);

type Saved = { html: string; url: string | null; capturedAtMs: number | null };

/**
 * When the site sent a page, in milliseconds; null when unknown. The timestamp of a Wayback Machine copy comes first,
 * because the copy can be recorded later; then the time of the container, then the comment of SingleFile. Impossible times
 * are ignored.
 */
export function captureTimeOf({ html, url, capturedAtMs }: Saved, nowMs: number): number | null {
  const head = html.slice(0, HEAD_LENGTH);
  const isPossible = (ms: number | null): ms is number => ms !== null && ms >= EARLIEST_MS && ms <= nowMs;
  return [waybackTime(url ?? ''), waybackTimeIn(html), capturedAtMs, singleFileTime(head)].find(isPossible) ?? null;
}

const HEAD_LENGTH = 100_000;

const CAPTURE = /\/web\/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[a-z]{2}_)?\/https?:/i;

function waybackTime(address: string): number | null {
  const [, ...digits] = CAPTURE.exec(address) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.map(Number);
  const ms = digits.length === 0 ? Number.NaN : Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * The time of the copy: from the address it was saved from, the call that sets up the toolbar, or the rewritten canonical
 * link. Other links can lead to other copies.
 */
function waybackTimeIn(html: string): number | null {
  const head = html.slice(0, HEAD_LENGTH);
  const [, savedFrom = ''] = /<!-- saved from url=\(\d+\)(\S+) -->/.exec(head) ?? [];
  const [, singleFile = ''] = /^ url: (\S+)/m.exec(head) ?? [];
  const [canonical = ''] = head.match(/<link\b[^<>]*\brel=["']?canonical\b[^<>]*>/i) ?? [];
  const [, wombat = ''] = /__wm\.wombat\("[^"]*","(\d{14})"/.exec(head) ?? [];
  const addresses = [savedFrom, singleFile, `/web/${wombat}/https:`, canonical];
  return addresses.map(waybackTime).find((ms) => ms !== null) ?? archivedOn(html.slice(-HEAD_LENGTH));
}

/** `FILE ARCHIVED ON 10:11:12 Mar 12, 2024 AND RETRIEVED FROM THE INTERNET ARCHIVE ON …`, in UTC. */
function archivedOn(tail: string): number | null {
  const [, time, day] = /FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d{1,2}, \d{4})/.exec(tail) ?? [];
  return time === undefined ? null : timeOf(`${day} ${time} UTC`);
}

function singleFileTime(head: string): number | null {
  const [, date] =
    /^ ?saved date: ([^\n(]+)/m.exec(/<!--\s*Page saved with SingleFile[\s\S]*?-->/.exec(head)?.[0] ?? '') ?? [];
  return timeOf(date);
}
