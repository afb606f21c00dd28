import { expect, it } from 'vitest';
import { exitCodeOf } from '../src/exit-codes.ts';

it.each([
  [{ type: 'done' }, false, 0],
  [{ type: 'done' }, true, 3],
  [{ type: 'budget', what: 'pages' }, false, 0],
  [{ type: 'budget', what: 'pages' }, true, 3],
  [{ type: 'halted', code: 'refused', message: '' }, true, 4],
  [{ type: 'interrupted', signal: 'SIGINT' }, true, 130],
  [{ type: 'interrupted', signal: 'SIGTERM' }, false, 143],
  [{ type: 'error', message: '' }, false, 1],
] as const)('ends %o with failures %s as %i', (reason, hadFailures, code) => {
  expect(exitCodeOf(reason, hadFailures)).toBe(code);
});
