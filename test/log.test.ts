import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});
