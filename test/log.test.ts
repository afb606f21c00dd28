import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from '../src/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the log file', () => {
  it.each([
    ['silent', ['warn', 'debug']],
    ['error', ['warn', 'debug']],
    ['info', ['warn', 'debug']],
    ['trace', ['warn', 'debug', 'trace']],
  ] as const)('keeps debug when the terminal shows %s', async (level, kept) => {
    const log = await openLog(join(folder, level), level);
    for (const each of ['warn', 'debug', 'trace'] as const) log.logger[each]({ what: each }, 'said');
    const lines = readFileSync(log.file, 'utf8').trim().split('\n');
    log[Symbol.dispose]();
    expect(lines.map((line) => JSON.parse(line).what)).toEqual(kept);
  });

  it.skipIf(process.platform === 'win32').each(['12:30', 'a "b"', 'what?', '<x>', 'a|b', 'a*'])(
    'is written in a folder named %s, and continued by the next run',
    async (name) => {
      for (const run of [1, 2]) {
        const log = await openLog(join(folder, name), 'info');
        log.logger.info({ run }, 'said');
        log[Symbol.dispose]();
      }
      const file = join(folder, name, 'logs', 'hltv-scraper.1.log');
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).run)).toEqual([1, 2]);
    },
  );

  it.skipIf(process.platform === 'win32')('starts again in such a folder when it has 50 MB', async () => {
    const file = join(folder, 'a:b', 'logs', 'hltv-scraper.1.log');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    truncateSync(file, 50 * 1024 ** 2);
    const log = await openLog(join(folder, 'a:b'), 'info');
    log.logger.info('said');
    log[Symbol.dispose]();
    expect(readFileSync(file, 'utf8')).toMatch(/^\{[^\n]*"msg":"said"\}\n$/);
  });
});
