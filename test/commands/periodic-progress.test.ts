import { describe, expect, it, vi } from 'vitest';
import { periodicProgress } from '../../src/commands/periodic-progress.ts';
import { ProgressLine } from '../../src/output/documents/progress-line.ts';

const TASK = { phase: 'converting', text: ({ done, total }: { done: number; total: number }) => `${done} of ${total}` };

function shown(settings: { quiet: boolean; progress: 'auto' | 'json' | 'none' }): string {
  let nowMs = 0;
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const report = periodicProgress(settings, { now: () => nowMs }, TASK);
  for (const done of [1, 2, 3, 4]) {
    nowMs += 1_000;
    report({ done, total: 4 });
  }
  const lines = write.mock.calls.map(([text]) => String(text)).join('');
  write.mockRestore();
  return lines;
}

describe('the progress of work before a run', () => {
  it('is a line every two seconds and at the end, with the time left', () => {
    expect(shown({ quiet: false, progress: 'auto' })).toBe('hltv-scraper: 2 of 4, 2.0 s left\nhltv-scraper: 4 of 4\n');
  });

  it('is the same as JSON Lines, or nothing', () => {
    const lines = shown({ quiet: false, progress: 'json' }).trimEnd().split('\n');
    expect(lines.map((line) => ProgressLine.parse(JSON.parse(line)))).toMatchObject([
      { phase: 'converting', done: 2, total: 4, msLeft: 2_000 },
      { phase: 'converting', done: 4, total: 4, msLeft: 0 },
    ]);
    expect(shown({ quiet: false, progress: 'none' })).toBe('');
    expect(shown({ quiet: true, progress: 'json' })).toBe('');
  });
});
