import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, pluralize, printable, table } from '../../src/output/format.ts';

describe('text for people', () => {
  it('lets no control, escape or direction character through', () => {
    expect(printable('a\u001b[31mb\u0007\u0000c\u202ed\r\ne')).toBe('a\\u001b[31mb\\u0007\\u0000c\\u202ed\\u000d\ne');
  });

  it.each([
    [400, '0.4 s'],
    [12_000, '12 s'],
    [200_000, '3 min 20 s'],
    [3_900_000, '1 h 05 min'],
    [22_500_000, '6 h 15 min'],
    [3 * 86_400_000, '3 d 0 h'],
  ])('says %i ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('says sizes and quantities with their units', () => {
    expect([formatBytes(312), formatBytes(4100), formatBytes(17_000_000)]).toEqual(['312 B', '4.1 kB', '17.0 MB']);
    expect([pluralize(1, 'match', 'matches'), pluralize(4100, 'page')]).toEqual(['1 match', '4,100 pages']);
  });

  it('aligns columns, numbers to the right', () => {
    expect(
      table([
        ['stage', 'done'],
        ['overview', 7],
        ['map-stats', 120],
      ]),
    ).toBe('stage      done\noverview      7\nmap-stats   120');
  });

  it('sets the first column above the others where a row has no place in a line', () => {
    const rows = [
      ['stage', 'done', 'left'],
      ['overview', 7, 0],
      ['performance', 120, 3],
    ];
    expect(table(rows, 23)).toBe('stage        done  left\noverview        7     0\nperformance   120     3');
    expect(table(rows, 22)).toBe('stage\n  done  left\noverview\n     7     0\nperformance\n   120     3');
  });
});
