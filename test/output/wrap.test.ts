import { describe, expect, it } from 'vitest';
import { program } from '../../src/commands/program.ts';
import { wrapHelp, wrapText } from '../../src/output/wrap.ts';

describe('wrapped text', () => {
  it('keeps the indent of a line', () => {
    expect(wrapText('  one two three four', 12)).toBe('  one two\n  three four');
  });

  it('keeps the right one of two columns below itself, or puts it below a wide left one', () => {
    expect(wrapText('    3  finished, but with failures', 24)).toBe('    3  finished, but\n       with failures');
    expect(wrapText('  --start-offset <n>   first offset', 30)).toBe('  --start-offset <n>\n      first offset');
  });

  it('keeps three columns apart when the last one is too long', () => {
    expect(wrapText('FIX   site         the page could not be opened and read at all', 60, 2)).toBe(
      'FIX   site         the page could not be opened and read at\n                   all',
    );
  });

  it('treats the lines of one paragraph alike', () => {
    expect(wrapText('  a --long   x\n  b          much longer text', 23)).toBe(
      '  a --long\n      x\n  b\n      much longer text',
    );
  });

  it('never breaks a word, and leaves what fits as it is', () => {
    expect(wrapText('  discovery,overview,map-stats here', 12)).toBe('  discovery,overview,map-stats\n  here');
    expect(wrapText('\nExamples:\n  a     b\n\n', 40)).toBe('\nExamples:\n  a     b\n\n');
  });
});

describe('help', () => {
  const root = program(() => undefined);

  function helpOf(name: string, width: number): string {
    const command = root.commands.find((candidate) => candidate.name() === name) ?? root;
    let help = '';
    command.configureOutput({ writeOut: (part) => (help += part), getOutHelpWidth: () => width }).outputHelp();
    return wrapHelp(help, width);
  }

  it.each([80, 60])('fits %i columns without breaking a word', (width) => {
    for (const name of ['', ...root.commands.map((command) => command.name())]) {
      const [help, wide] = [helpOf(name, width), helpOf(name, 10_000)];
      expect(help.split('\n').filter((line) => line.length > width)).toEqual([]);
      expect(help.split(/\s+/)).toEqual(wide.split(/\s+/));
    }
  });

  it('fills the lines of its sentences: no line is short inside a paragraph', () => {
    for (const name of root.commands.map((command) => command.name())) {
      for (const paragraph of helpOf(name, 80).split('\n\n')) {
        const lines = paragraph.trim().split('\n');
        if (lines.some((line) => line.startsWith(' '))) continue;
        const early = lines.filter((line, at) => {
          const [word = ''] = lines[at + 1]?.split(' ') ?? [];
          return word !== '' && line.length + 1 + word.length <= 80;
        });
        expect(early, name).toEqual([]);
      }
    }
  });

  it('has examples that fit 80 columns as they are typed in a clone', () => {
    const typed = root.commands.map((command) => helpOf(command.name(), 10_000)).join('\n');
    const commands = [...typed.matchAll(/^ {2}(?:\S+ \| )?(hltv-scraper .*?)(?: {2,}.*)?$/gm)].map(([line]) => line);
    expect(commands.length).toBeGreaterThan(20);
    const widths = commands.map(
      (line) => line.replace('hltv-scraper', 'npx hltv-scraper').split(/(?<=\S) {2,}/)[0] ?? '',
    );
    expect(widths.filter((line) => line.length > 80)).toEqual([]);
  });

  it('names the settings of scrape in groups', () => {
    const headings = helpOf('scrape', 80).match(/^\S.*:$/gm);
    const groups = ['What to fetch:', 'Manners and limits:', 'Browser:', 'Output:', 'General:', 'Examples:'];
    expect(headings).toEqual(groups);
  });
});

it('indents what follows of a single column by the hang, not that of two columns', () => {
  expect(wrapText('  one two three', 10, 2)).toBe('  one two\n    three');
  expect(wrapText('a  two three four', 12, 2)).toBe('a  two three\n   four');
});
