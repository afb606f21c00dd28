/**
 * Ends the built program at many points and lets it continue: `npm run chaos -- --seed 1 --kills 50 --ending SIGKILL`.
 * Years of cron in accelerated time: `npm run chaos -- --years 10 --step-hours 6`. A site on which a fifth of all
 * responses is faulty, with each fault in turn: `npm run chaos -- --faults --seed 1`. See test/chaos.
 */
import { parseArgs } from 'node:util';
import { chaos, type Ending } from '../test/chaos/chaos.ts';
import { cronYears } from '../test/chaos/cron-years.ts';
import { FAULTS, faultySite } from '../test/chaos/faulty-site.ts';

const { values } = parseArgs({
  options: {
    years: { type: 'string' },
    'step-hours': { type: 'string', default: '1' },
    seed: { type: 'string', multiple: true, default: ['1', '2', '3', '4'] },
    kills: { type: 'string', default: '50' },
    ending: { type: 'string', default: 'SIGKILL' },
    matches: { type: 'string', default: '30' },
    'own-browser': { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    transport: { type: 'string', default: 'fetch' },
    verbose: { type: 'boolean', default: false },
  },
});

if (values.years !== undefined) await years(Number(values.years), Number(values['step-hours']));
else if (values.faults) await faults(values.transport === 'navigate' ? 'navigate' : 'fetch');
else await endings();

/** Each fault on a fifth of all requests, then all of them mixed. */
async function faults(transport: 'fetch' | 'navigate'): Promise<void> {
  const names = Object.keys(FAULTS);
  for (const seed of values.seed.map(Number)) {
    for (const chosen of [...names.map((name) => [name]), names]) {
      const plan = { seed, matches: Number(values.matches), faults: chosen, share: 0.2, transport };
      const { wrong, ...report } = await faultySite(plan);
      console.log(chosen.length === 1 ? chosen[0] : 'all of them', JSON.stringify({ seed, transport, ...report }));
      printDifferences(wrong);
    }
  }
}

/** Years of cron in accelerated time. */
async function years(count: number, stepHours: number): Promise<void> {
  const { wrong, ...report } = await cronYears({
    years: count,
    stepHours,
    onYear: (figures) => console.log(JSON.stringify(figures)),
  });
  console.log(JSON.stringify(report));
  printDifferences(wrong);
}

function printDifferences(wrong: string[]): void {
  console.log(
    wrong.length === 0 ? 'nothing differs' : `${wrong.length} things differ:\n${wrong.slice(0, 20).join('\n')}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

async function endings(): Promise<void> {
  const known: readonly Ending[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'power'];
  const ending = known.find((name) => name === values.ending);
  if (ending === undefined) {
    throw new Error(`Expected --ending to be one of ${known.join(', ')}, got "${values.ending}".`);
  }
  for (const seed of values.seed.map(Number)) {
    const startedAtMs = Date.now();
    const { wrong, ...report } = await chaos({
      seed,
      kills: Number(values.kills),
      ending,
      ownBrowser: values['own-browser'],
      matches: Number(values.matches),
      ...(values.verbose ? { onProcess: (line: string) => console.log(line) } : {}),
    });
    console.log(JSON.stringify({ seed, ending, seconds: Math.round((Date.now() - startedAtMs) / 1000), ...report }));
    printDifferences(wrong);
  }
}
