import { expect, it } from 'vitest';
import { createDecodedRecords } from '../../src/store/decoded-records.ts';
import { mapStatsPage, matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { emptyStore } from './stored-pages.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function counting() {
  const decoded: string[] = [];
  const decode = (value: Uint8Array): unknown => {
    const text = new TextDecoder().decode(value);
    decoded.push(text);
    return { text };
  };
  return { decoded, decode };
}

it('decodes the same bytes once', () => {
  const records = createDecodedRecords();
  const { decoded, decode } = counting();
  for (const text of ['a', 'a', 'b', 'a']) {
    expect(records.find('match 1', bytes(text), decode)).toEqual({ text });
  }
  expect(decoded).toEqual(['a', 'b', 'a']);
});

it('keeps those that were used last, so many', () => {
  const records = createDecodedRecords(2);
  const { decoded, decode } = counting();
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) records.find(text, bytes(text), decode);
  expect(decoded).toEqual(['a', 'b', 'c', 'b']);
});

it('keeps nothing that bytes cannot be decoded to', () => {
  const records = createDecodedRecords();
  const fail = (): never => {
    throw new Error('damaged');
  };
  expect(() => records.find('match 1', bytes('a'), fail)).toThrow('damaged');
  expect(records.find('match 1', bytes('a'), () => 'read')).toBe('read');
});

it('is never ahead of a transaction that was rolled back', () => {
  using store = emptyStore();
  const { matchId } = matchPage();
  savePage(store, 'match', matchPage({ title: 'before' }));
  store.rehearse(() => {
    savePage(store, 'match', matchPage({ title: 'after' }));
    savePage(store, 'map-stats', mapStatsPage());
    expect(store.pageRecords.find('match', matchId)).toMatchObject({ title: 'after' });
  });
  expect(store.pageRecords.find('match', matchId)).toMatchObject({ title: 'before' });
});
