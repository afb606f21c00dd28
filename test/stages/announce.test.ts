import { expect, it } from 'vitest';
import type { Notice } from '../../src/notices.ts';
import { announceResult } from '../../src/stages/announce.ts';

const page = { kind: 'match', id: 7, matchId: 7 } as const;
const place = { stage: 'overview', page, path: 'match/0/7.html.gz', bytes: 9 } as const;
const update = { isExhausted: false, nextAttemptAtMs: null };

function announced(rule: string, field: string | null, seen: string): Notice[] {
  const notices: Notice[] = [];
  const result = { outcome: 'quarantined', rule, field, seen, message: 'match 7: broken' } as const;
  announceResult({ notify: (notice) => notices.push(notice) }, place, { result, update });
  return notices;
}

it('names the rule that a quarantined page breaks, and the field that cannot be parsed', () => {
  expect(announced('match/title', null, 'B')).toMatchObject([
    { type: 'page-failed', code: 'match/title', field: null },
  ]);
  expect(announced('parse', 'title', 'B')).toMatchObject([{ type: 'page-failed', code: 'parse', field: 'title' }]);
});

it('sends the stack trace of a page on which the program itself fails', () => {
  const stack = 'TypeError: sprung\n    at parse';
  expect(announced('bug', null, stack)).toMatchObject([
    { type: 'crash', stack },
    { type: 'page-failed', code: 'bug' },
  ]);
});
