import { expect, it } from 'vitest';
import { handleShutdown } from '../src/shutdown.ts';

it('remembers the first signal, fires once and counts the others', () => {
  const heard: [string, number][] = [];
  using shutdown = handleShutdown((signal, times) => heard.push([signal, times]));
  expect(shutdown.requested).toBeNull();
  expect(shutdown.signal.aborted).toBe(false);
  shutdown.request('SIGTERM');
  shutdown.request('SIGINT');
  expect(shutdown.requested).toBe('SIGTERM');
  expect(shutdown.signal.aborted).toBe(true);
  expect(heard).toEqual([
    ['SIGTERM', 1],
    ['SIGINT', 2],
  ]);
});

it('leaves no listener behind', () => {
  const before = process.listenerCount('SIGTERM');
  handleShutdown(() => undefined)[Symbol.dispose]();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
