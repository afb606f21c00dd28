import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { PAGES } from '../../src/pages/pages.ts';

function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

it('keeps no text of a page alive in its record', () => {
  const page = listFixtures().find(({ name }) => name === 'match/live')?.html ?? '';
  const comment = `<div class="post">${'said '.repeat(2_000)}</div>`;
  const records: unknown[] = [];
  const before = heapInUse();
  for (let round = 0; round < 40; round += 1) {
    const comments = `<div class="match-comments">${round}${comment.repeat(100)}</div>`;
    records.push(PAGES.match.parse(page.replace('</body>', `${comments}</body>`), { id: null }));
  }
  const kept = heapInUse() - before;
  expect(records).toHaveLength(40);
  expect(kept).toBeLessThan(8_000_000);
});
