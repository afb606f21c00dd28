import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearCooldown, cooldownMessage, readCooldown, saveCooldown } from '../../../src/fetch/policy/cooldown.ts';

const MINUTE_MS = 60_000;
const nowMs = 1_800_000_000_000;
const baseUrl = 'https://www.hltv.org';

describe('a refusal on record', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-cooldown-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const refuse = (atMs: number) =>
    saveCooldown({ dataDir, baseUrl }, { nowMs: atMs, reason: 'status 403', isNetwork: false });

  it('is none in a new folder', async () => {
    expect(await readCooldown({ dataDir: join(dataDir, 'not-yet'), baseUrl }, nowMs)).toBeNull();
  });

  it('lasts an hour', async () => {
    const saved = await refuse(nowMs);
    expect(saved).toEqual({
      refusedAtMs: nowMs,
      untilMs: nowMs + 60 * MINUTE_MS,
      lengthMs: 60 * MINUTE_MS,
      reason: 'status 403',
      isNetwork: false,
    });
    expect(await readCooldown({ dataDir, baseUrl: `${baseUrl}/` }, nowMs)).toEqual(saved);
  });

  it('doubles up to a day, also when the last one is over', async () => {
    const hours: number[] = [];
    for (let times = 0; times < 7; times += 1) {
      hours.push((await refuse(nowMs + times * 48 * 60 * MINUTE_MS)).lengthMs / (60 * MINUTE_MS));
    }
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });

  it('begins with an hour again after a good page', async () => {
    await refuse(nowMs);
    await refuse(nowMs);
    await clearCooldown({ dataDir, baseUrl });
    expect(await readCooldown({ dataDir, baseUrl }, nowMs)).toBeNull();
    expect((await refuse(nowMs)).lengthMs).toBe(60 * MINUTE_MS);
  });

  it('belongs to one site', async () => {
    await refuse(nowMs);
    expect(await readCooldown({ dataDir, baseUrl: 'http://127.0.0.1:8080' }, nowMs)).toBeNull();
    await clearCooldown({ dataDir, baseUrl: 'http://127.0.0.1:8080' });
    expect(await readCooldown({ dataDir, baseUrl }, nowMs)).not.toBeNull();
  });

  it('is returned even where it cannot be written', async () => {
    const site = { dataDir: join(dataDir, 'file'), baseUrl };
    writeFileSync(site.dataDir, '');
    const saved = await saveCooldown(site, { nowMs, reason: 'status 403', isNetwork: false });
    expect(saved.lengthMs).toBe(60 * MINUTE_MS);
  });

  it.each([
    ['years', 9 * 365 * 24 * 60],
    ['two hours', 120],
  ])('is void when a clock noted it that was %s ahead, and the next one lasts an hour', async (_, minutes) => {
    await refuse(nowMs + minutes * MINUTE_MS);
    expect(await readCooldown({ dataDir, baseUrl }, nowMs)).toBeNull();
    expect((await refuse(nowMs)).lengthMs).toBe(60 * MINUTE_MS);
    expect(await readCooldown({ dataDir, baseUrl }, nowMs)).not.toBeNull();
  });

  it('stays in force when the clock is corrected by a few seconds', async () => {
    await refuse(nowMs);
    expect(await readCooldown({ dataDir, baseUrl }, nowMs - 5_000)).not.toBeNull();
  });

  it('leaves no temporary file behind', async () => {
    await refuse(nowMs);
    expect(readdirSync(dataDir)).toEqual(['site-state.json']);
  });

  const forEver = { refusedAtMs: 0, untilMs: 1e300, lengthMs: 1e300, reason: 'status 403', isNetwork: false };
  const damaged = [{ untilMs: 'soon' }, null, forEver].map((entry) => JSON.stringify({ [baseUrl]: entry }));

  it.each(['', '{', 'null', '[]', ...damaged])(
    'is none in a damaged file (%s), and the next one is written',
    async (text) => {
      writeFileSync(join(dataDir, 'site-state.json'), text);
      expect(await readCooldown({ dataDir, baseUrl }, nowMs)).toBeNull();
      await refuse(nowMs);
      expect(JSON.parse(readFileSync(join(dataDir, 'site-state.json'), 'utf8'))).toHaveProperty([baseUrl]);
    },
  );
});

describe('the message of a refusal', () => {
  const at = (day: number, hour: number, minute: number) => Date.UTC(2026, 1, day, hour, minute);
  const cooldown = {
    refusedAtMs: at(3, 14, 5),
    untilMs: at(3, 15, 5),
    lengthMs: 0,
    reason: 'status 403',
    isNetwork: false,
  };

  it('says the time of day when to come back', () => {
    const text = cooldownMessage('www.hltv.org', cooldown, at(3, 14, 20));
    expect(text).toContain('www.hltv.org refused us at 14:05 UTC (status 403)');
    expect(text).toContain('Come back after 15:05 UTC,');
    expect(text).toContain('--ignore-cooldown');
  });

  it('says the day when it is another one', () => {
    const text = cooldownMessage('www.hltv.org', { ...cooldown, untilMs: at(4, 9, 0) }, at(3, 14, 20));
    expect(text).toContain('09:00 UTC on 2026-02-04');
  });
});
