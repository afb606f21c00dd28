import { describe, expect, it } from 'vitest';
import { readValue, splitText } from '../src/commands/given-texts.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../src/config.ts';
import { UsageError } from '../src/errors.ts';
import type { Setting } from '../src/setting.ts';

const all: Record<string, Setting> = { ...COMMON_SETTINGS, ...SITE_SETTINGS, ...SCRAPE_SETTINGS };

function read(key: string, text: string): unknown {
  const setting = all[key];
  if (setting === undefined) throw new Error(`no setting ${key}`);
  return readValue(setting, splitText(setting, { text, name: `--${key}` }));
}

describe('settings', () => {
  it.each([
    ['startOffset', '500', 500],
    ['minDelayMs', '0.5', 500],
    ['maxDurationMs', '1h30m', 5_400_000],
    ['since', '2024-02-29', Date.UTC(2024, 1, 29)],
    ['since', 'all', 'all'],
    ['since', 'today', { daysAgo: 0 }],
    ['since', '30d', { daysAgo: 30 }],
    ['until', '6w', { daysAgo: 42 }],
    ['until', '2024-02-29', Date.UTC(2024, 1, 29)],
    ['events', ' IEM Katowice ', ['IEM Katowice']],
    ['minStars', '3', 3],
    ['matchIds', '2388130', [2388130]],
    ['matchIds', 'https://www.hltv.org/matches/2388130/vitality-vs-faze', [2388130]],
    ['matchIds', 'hltv.org/matches/2388130', [2388130]],
    ['matchIds', '/matches/2388130/vitality-vs-faze#comments', [2388130]],
    ['stages', 'all', ['discovery', 'overview', 'map-stats', 'performance-economy']],
    ['endOffset', '499900', 499_900],
    ['stages', 'overview,discovery', ['discovery', 'overview']],
    ['baseUrl', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['quiet', 'no', false],
  ])('reads %s from "%s"', (key, text, value) => {
    expect(read(key, text)).toEqual(value);
  });

  it.each([
    ['startOffset', '550', 'Expected --startOffset to be a multiple of 100, got "550". Try 500 or 600.'],
    ['startOffset', '-100', 'a whole number'],
    ['startOffset', '1e3', 'a whole number'],
    ['minDelayMs', 'soon', 'a number of seconds'],
    ['maxDurationMs', '45', 'a duration such as 45m'],
    ['maxDurationMs', '0m', 'a duration'],
    ['since', '2024-02-30', 'a day such as 2024-01-31, 30d, 6w, today, or all'],
    ['since', '30', 'a day'],
    ['until', 'all', 'a day such as 2024-01-31, 30d, 6w or today'],
    ['teams', '  ', 'some text'],
    ['minStars', '6', 'a number of stars from 0 to 5, got "6"'],
    ['since', '27.09.2023', 'a day'],
    ['matchIds', '0', 'a match id or the URL'],
    ['matchIds', '9007199254740993', 'a match id'],
    ['matchIds', 'https://www.hltv.org/team/9565/vitality', 'a match id or the URL'],
    ['matchIds', 'example.com', 'a match id or the URL'],
    ['matchIds', 'https://www.hltv.org/stats/matches/219128/x', 'the number in /stats/matches/ is that of a map'],
    [
      'matchIds',
      'https://www.hltv.org/stats/matches/mapstatsid/219128/x',
      'the number in /stats/matches/ is that of a map',
    ],
    ['matchIds', 'https://www.hltv.org/news/12/matches/13x', 'a match id or the URL'],
    ['endOffset', '99999900', 'at most 499900 (the site lists about 120,000 matches), got "99999900"'],
    ['stages', 'overview,maps', 'one of discovery, overview, map-stats, performance-economy, got "maps"'],
    ['limit', '0', 'a whole number from 1'],
    ['baseUrl', 'hltv.org', 'an http or https URL'],
    ['baseUrl', 'http://127.0.0.1:8080/?offset=100', 'without query and #'],
    ['logLevel', 'loud', 'one of trace'],
    ['quiet', 'perhaps', '1 or 0'],
  ])('refuses %s "%s", naming flag, value and what was expected', (key, text, message) => {
    expect(() => read(key, text)).toThrow(UsageError);
    expect(() => read(key, text)).toThrow(message);
  });

  it('does not repeat a proxy in its refusal: there may be a password in it', () => {
    expect(() => read('proxy', 'ftp://me:secret@host')).toThrow(/^(?!.*secret).*http, https or socks5/);
  });

  it('does not repeat a token or a password in the URL of a browser or site', () => {
    expect(() => read('cdpUrl', 'ftp://me:secret@host/?token=hidden')).toThrow(
      /^(?!.*(secret|hidden)).*http, https, ws/,
    );
    expect(() => read('baseUrl', 'https://me:secret@host/?a')).toThrow(/^(?!.*secret).*without query/);
  });

  it('has defaults that its own parsers accept', () => {
    for (const setting of Object.values(all)) expect(() => readValue(setting, [])).not.toThrow();
  });
});
