import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import robotsParser from 'robots-parser';
import { CLOCK_STEP_MS } from '../../clock.ts';
import { writeAtomically } from '../../durable-files.ts';
import { TransientError } from '../../errors.ts';
import { findRefusal, networkRefused } from '../answer/refusal.ts';
import type { RawAnswer } from '../answer/transport.ts';
import type { RobotsSource } from '../events.ts';
import { BUILT_IN_RULES, FILTERS_ANYWHERE } from './robots-rules.ts';

// The types of the package describe another module format than its actual one.
const parseRules = robotsParser as unknown as typeof robotsParser.default;

/** The name under which a site may address this program in its robots.txt. */
const PRODUCT = 'hltv-scraper';
/** How long rules are valid. */
export const FRESH_MS = 24 * 60 * 60_000;
const MAX_FILE_LENGTH = 500 * 1024;

/** The rules in force for a site. */
export type Robots = {
  source: RobotsSource;
  /** Why the site's own file could not be used; null when it was used. */
  reason: string | null;
  crawlDelayMs: number | null;
  /** Until when the rules are valid; then the file is requested again. */
  untilMs: number;
  /** The rule that disallows a path, as written; null when the path is allowed. */
  findRule(path: string): string | null;
};

type Site = { dataDir: string; base: URL };

/** File that keeps the copy of a site's rules. @internal */
export function robotsFile(site: Site): string {
  return join(site.dataDir, 'robots', `${site.base.host.replace(/[^a-z0-9.-]/gi, '_')}.txt`);
}

/** Why an answer is not a robots.txt file; null when it is one. @internal */
export function robotsFault(raw: RawAnswer): string | null {
  const refusal = findRefusal(raw);
  if (refusal !== null) return `refused (${refusal.marker})`;
  if (raw.status !== 200) return `status ${raw.status}`;
  if (/html/i.test(raw.headers['content-type'] ?? '') || /<\s*(?:!doctype|html|head|body|script)\b/i.test(raw.body)) {
    return 'a web page instead of rules';
  }
  if (!URL.canParse(raw.url) || !new URL(raw.url).pathname.endsWith('/robots.txt'))
    return 'redirected to another address';
  if (raw.body.trim() !== '' && !/^[ \t]*(?:user-agent|sitemap)[ \t]*:/im.test(raw.body)) return 'no rules in it';
  return null;
}

function ruleText(text: string, line: number): string {
  return (text.split(/\r\n|\r|\n/)[line - 1] ?? '').trim();
}

/** The rules of the site and the built-in rules: a path must be allowed by all of them. @internal */
export function combineRules(base: URL, siteText: string | null): Pick<Robots, 'findRule' | 'crawlDelayMs'> {
  const address = `${base.origin}/robots.txt`;
  const load = (text: string, prefix: string) => ({ text, prefix, parsed: parseRules(address, text) });
  const own = siteText === null ? [] : [load(siteText.slice(0, MAX_FILE_LENGTH), base.pathname.replace(/\/$/, ''))];
  const rules = [...own, load(BUILT_IN_RULES, ''), load(FILTERS_ANYWHERE, '')];
  const delayS = own[0]?.parsed.getCrawlDelay(PRODUCT);
  return {
    crawlDelayMs: delayS === undefined || !(delayS > 0) ? null : delayS * 1000,
    findRule(path) {
      const url = (prefix: string) => `${base.origin}${prefix}${path}`;
      const hit = rules.find(({ parsed, prefix }) => parsed.isDisallowed(url(prefix), PRODUCT) === true);
      if (hit === undefined) return null;
      return ruleText(hit.text, hit.parsed.getMatchingLineNumber(url(hit.prefix), PRODUCT));
    },
  };
}

async function readCopy(file: string): Promise<{ text: string; writtenAtMs: number } | null> {
  try {
    return { text: await readFile(file, 'utf8'), writtenAtMs: (await stat(file)).mtimeMs };
  } catch {
    return null;
  }
}

/** Written within the last day, and not by a clock that was ahead. */
function isFresh(writtenAtMs: number, nowMs: number): boolean {
  return nowMs - writtenAtMs < FRESH_MS && writtenAtMs - nowMs <= CLOCK_STEP_MS;
}

function saveCopy(file: string, text: string, nowMs: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeAtomically({ path: file, temporary, bytes: Buffer.from(text), modifiedAtMs: nowMs });
}

/** Requests robots.txt. Returns the rules, an empty text where the file does not exist, or why there are none. */
async function requestRules(get: () => Promise<RawAnswer>): Promise<{ text: string } | { reason: string }> {
  try {
    const raw = await get();
    const refusal = findRefusal(raw);
    if (refusal?.kind === 'network') throw networkRefused('/robots.txt', refusal.marker);
    if (raw.status === 404 || raw.status === 410) return { text: '' };
    const fault = robotsFault(raw);
    return fault === null ? { text: raw.body } : { reason: fault };
  } catch (error) {
    if (error instanceof TransientError) return { reason: error.message };
    throw error;
  }
}

/**
 * The rules in force: the site's own, requested once a day, and always the built-in ones. A file that cannot be fetched
 * or is invalid never means "no rules".
 */
export async function readRobots(site: Site, nowMs: number, get: () => Promise<RawAnswer>): Promise<Robots> {
  const file = robotsFile(site);
  const copy = await readCopy(file);
  if (copy !== null && isFresh(copy.writtenAtMs, nowMs)) {
    const untilMs = copy.writtenAtMs + FRESH_MS;
    return { source: 'cache', reason: null, untilMs, ...combineRules(site.base, copy.text) };
  }
  const received = await requestRules(get);
  const untilMs = nowMs + FRESH_MS;
  if ('text' in received) {
    saveCopy(file, received.text, nowMs);
    return { source: 'site', reason: null, untilMs, ...combineRules(site.base, received.text) };
  }
  const source = copy === null ? 'built-in' : 'old-cache';
  return { source, reason: received.reason, untilMs, ...combineRules(site.base, copy?.text ?? null) };
}
