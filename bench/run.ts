import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withSection } from './document.ts';
import { describeMachine } from './machine.ts';
import { PARTS } from './parts.ts';
import { renderText, rowsOverBudget } from './table.ts';

/**
 * `npm run bench` measures every part that is not long, each in its own process; `npm run bench -- <part> [numbers]`
 * measures one. Each part prints its tables and writes its section of docs/benchmarks.md. Exit code 1: over a budget.
 */

const DOCUMENT = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const RUN = fileURLToPath(import.meta.url);

async function runPart(name: string, numbers: string[]): Promise<number> {
  const part = PARTS[name];
  if (part === undefined || numbers.some((number) => !/^\d+$/.test(number))) {
    console.error(
      `Expected one of ${Object.keys(PARTS).join(', ')}, then whole numbers; got "${[name, ...numbers].join(' ')}".`,
    );
    return 2;
  }
  const machine = describeMachine();
  const { default: measure } = await part.load();
  const section = await measure(numbers.map(Number));
  const command = ['npm run bench --', name, ...numbers].join(' ');
  console.log(`\n${name}: ${part.summary}`);
  for (const table of section.tables) console.log(`\n${renderText(table)}`);
  for (const note of section.notes) console.log(`- ${note}`);
  const document = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  const date = new Date().toISOString().slice(0, 10);
  const measured = { part: name, summary: part.summary, command, date, machine, section };
  writeFileSync(DOCUMENT, withSection(document, measured, Object.keys(PARTS)));
  return rowsOverBudget(section).length > 0 ? 1 : 0;
}

/** In processes of their own: memory and compiled code of one part would change the times of the next. */
function runAll(): number {
  const names = Object.keys(PARTS).filter((name) => PARTS[name]?.isLong === false);
  const codes = names.map((name) => spawnSync(process.execPath, [RUN, name], { stdio: 'inherit' }).status ?? 1);
  return Math.max(...codes);
}

const [name, ...numbers] = process.argv.slice(2);
process.exitCode = name === undefined ? runAll() : await runPart(name, numbers);
