import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** The switches of a file by their first line, each with whether a member that it does not know would not compile. */
function switchesIn(text: string): { line: string; isExhaustive: boolean }[] {
  return [...text.matchAll(/^( *)(switch \(.*\) \{)\n[\s\S]*?^\1\}$/gm)].map(([whole, indent = '', line = '']) => ({
    line,
    isExhaustive: new RegExp(`^${indent}  default:\\n +(?:return )?unreachable\\(`, 'm').test(whole),
  }));
}

it('every switch of the program handles every member of its union', () => {
  const files = readdirSync(SOURCE, { recursive: true }).map(String);
  const switches = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => switchesIn(readFileSync(join(SOURCE, file), 'utf8')).map((found) => ({ file, ...found })));
  expect(switches.length).toBeGreaterThan(7);
  expect(switches.filter(({ isExhaustive }) => !isExhaustive)).toEqual([]);
});

it('a default that hides members is found', () => {
  const hiding = 'switch (x) {\n  case 1:\n    return 1;\n  default:\n    return null;\n}\n';
  const without = 'switch (x) {\n  case 1:\n    return 1;\n}\n';
  const good = 'switch (x) {\n  case 1:\n    return 1;\n  default:\n    return unreachable(x);\n}\n';
  const found = [hiding, without, good].flatMap(switchesIn).map(({ isExhaustive }) => isExhaustive);
  expect(found).toEqual([false, false, true]);
});
