import { describe, expect, it } from 'vitest';
import { importMeter } from '../../src/commands/import-meter.ts';
import type { Notice } from '../../src/notices.ts';
import { renderNotice } from '../../src/output/notice-text.ts';
import { renderProgress } from '../../src/output/progress-line.ts';
import { trackProgress } from '../../src/progress.ts';

function scene() {
  let nowMs = 1_000_000;
  const clock = { now: () => nowMs };
  const tracker = trackProgress(clock);
  const notices: Notice[] = [];
  const notify = (notice: Notice): void => {
    notices.push(notice);
    tracker.observe(notice);
  };
  return {
    run: { clock, notify },
    pass: (ms: number) => {
      nowMs += ms;
    },
    line: () => renderProgress(tracker.progress(), 200),
    /** What is said where there is no live line. */
    said: () => notices.map(renderNotice).filter(({ level }) => level === 'info'),
  };
}

describe('the progress of an import', () => {
  it('shows how much is read, how many pages that gave, and the time left', () => {
    const { run, pass, line } = scene();
    const meter = importMeter(run, 'finding', 200e6);
    meter.setPages(12);
    pass(30_000);
    meter.advance(50e6, 'crawl.warc.gz');
    expect(line()).toBe('reading files  50.0 MB of 200.0 MB  12 pages found  1 min 30 s left  crawl.warc.gz');
  });

  it('shows how many pages are stored, at what rate, and the time left', () => {
    const { run, pass, line } = scene();
    const meter = importMeter(run, 'storing', 400);
    pass(60_000);
    meter.advance(100, 'match 7');
    expect(line()).toBe('storing  100/400  100.0 pages/min  3 min 00 s left  match 7');
  });

  it('tells no time left before enough is done to know it', () => {
    const { run, pass, line } = scene();
    const meter = importMeter(run, 'storing', 1000);
    pass(60_000);
    meter.advance(1, 'match 7');
    expect(line()).toBe('storing  1/1000  1.0 pages/min  match 7');
  });

  it('is said every 30 seconds where there is no live line', () => {
    const { run, pass, said } = scene();
    const meter = importMeter(run, 'storing', 400);
    for (let page = 0; page < 100; page++) {
      pass(1000);
      meter.advance(1, `match ${page}`);
    }
    expect(said().map(({ isInLiveLine }) => isInLiveLine)).toEqual([true, true, true]);
    expect(said()[0]?.text).toBe('storing  30/400  60.0 pages/min  6 min 10 s left  match 29');
  });
});
