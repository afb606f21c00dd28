import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import robotsParser from 'robots-parser';
import { CLOCK_STEP_MS } from '../../clock.ts';
import { TransientError } from '../../errors.ts';
import { findRefusal, networkRefused } from '../answer/refusal.ts';
import type { RawAnswer } from '../answer/transport.ts';
import type { RobotsSource } from '../events.ts';
import { writeAtomically } from '../files.ts';
import { BUILT_IN_RULES, FILTERS_ANYWHERE } from './robots-rules.ts';

// The package's types describe another module form than the one it has.
const parseRules = robotsParser as unknown as typeof robotsParser.default;

/** The name under which a site may address this program in its robots.txt. */
const PRODUCT = 'hltv-scraper';
/** How long rules are taken for today's. */
export const FRESH_MS = 24 * 60 * 60_000;
const LARGEST_FILE = 500 * 1024;

/** The rules in force for a site. */
export type Robots = {
  source: RobotsSource;
  /** Why the site's own file could not be used; null when it could. */
  reason: string | null;
  crawlDelayMs: number | null;
  /** Until when the rules are taken for today's; then the site is asked again. */
  untilMs: number;
  /** The rule that forbids a path on the site, as written; null when it is allowed. */
  findRule(path: string): string | null;
};

type Site = { dataDir: string; base: URL };

/** Where today's copy of a site's rules is kept. @internal */
export function robotsFile(site: Site): string {
  return join(site.dataDir, 'robots', `${site.base.host.replace(/[^a-z0-9.-]/gi, '_')}.txt`);
}

/** What is wrong with an answer that claims to be robots.txt; null when it is an honest one. @internal */
export function robotsFault(raw: RawAnswer): string | null {
  const refusal = findRefusal(raw);
  if (refusal !== null) return `refused (${refusal.marker})`;
  if (raw.status !== 200) return `status ${raw.status}`;
  if (/html/i.test(raw.headers['content-type'] ?? '') || /<\s*(?:!doctype|html|head|body|script)\b/i.test(raw.body)) {
    return 'a web page instead of rules';
  }
  if (!URL.canParse(raw.url) || !new URL(raw.url).pathname.endsWith('/robots.txt')) return 'led to another address';
  if (raw.body.trim() !== '' && !/^[ \t]*(?:user-agent|sitemap)[ \t]*:/im.test(raw.body)) return 'no rules in it';
  return null;
}

function ruleText(text: string, line: number): string {
  return (text.split(/\r\n|\r|\n/)[line - 1] ?? '').trim();
}

/** Rules of the site on top of the built-in ones: a path must be allowed by all of them. @internal */
export function combineRules(base: URL, siteText: string | null): Pick<Robots, 'findRule' | 'crawlDelayMs'> {
  const address = `${base.origin}/robots.txt`;
  const load = (text: string, prefix: string) => ({ text, prefix, parsed: parseRules(address, text) });
  const own = siteText === null ? [] : [load(siteText.slice(0, LARGEST_FILE), base.pathname.replace(/\/$/, ''))];
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

/** Written today, and not by a clock that was ahead. */
function isFresh(writtenAtMs: number, nowMs: number): boolean {
  return nowMs - writtenAtMs < FRESH_MS && writtenAtMs - nowMs <= CLOCK_STEP_MS;
}

async function saveCopy(file: string, text: string, nowMs: number): Promise<void> {
  await writeAtomically(file, text);
  await utimes(file, nowMs / 1000, nowMs / 1000);
}

/** What a request for robots.txt taught: the rules, an empty file where there is none, or why it taught nothing. */
async function askSite(get: () => Promise<RawAnswer>): Promise<{ text: string } | { reason: string }> {
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
 * The rules in force: the site's own, asked for once a day, and the built-in ones as a floor. A file that cannot be
 * had, or is not what it claims to be, never means "no rules".
 */
export async function readRobots(site: Site, nowMs: number, get: () => Promise<RawAnswer>): Promise<Robots> {
  const file = robotsFile(site);
  const copy = await readCopy(file);
  if (copy !== null && isFresh(copy.writtenAtMs, nowMs)) {
    const untilMs = copy.writtenAtMs + FRESH_MS;
    return { source: 'cache', reason: null, untilMs, ...combineRules(site.base, copy.text) };
  }
  const asked = await askSite(get);
  const untilMs = nowMs + FRESH_MS;
  if ('text' in asked) {
    await saveCopy(file, asked.text, nowMs);
    return { source: 'site', reason: null, untilMs, ...combineRules(site.base, asked.text) };
  }
  const source = copy === null ? 'built-in' : 'old-cache';
  return { source, reason: asked.reason, untilMs, ...combineRules(site.base, copy?.text ?? null) };
}
