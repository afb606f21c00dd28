/** `npm run chaos -- --seed 1 --kills 50 --ending SIGKILL`: the built program, ended again and again. See test/chaos. */
import { parseArgs } from 'node:util';
import { chaos, type Ending } from '../test/chaos/chaos.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1', '2', '3', '4'] },
    kills: { type: 'string', default: '50' },
    ending: { type: 'string', default: 'SIGKILL' },
    matches: { type: 'string', default: '30' },
    'own-browser': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const ENDINGS: readonly Ending[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'power'];
const ending = ENDINGS.find((known) => known === values.ending);
if (ending === undefined)
  throw new Error(`Expected --ending to be one of ${ENDINGS.join(', ')}, got "${values.ending}".`);

for (const seed of values.seed.map(Number)) {
  const startedAtMs = Date.now();
  const { wrong, ...report } = await chaos({
    seed,
    kills: Number(values.kills),
    ending,
    ownBrowser: values['own-browser'],
    matches: Number(values.matches),
    ...(values.verbose ? { onLife: (line: string) => console.log(line) } : {}),
  });
  console.log(JSON.stringify({ seed, ending, seconds: Math.round((Date.now() - startedAtMs) / 1000), ...report }));
  console.log(
    wrong.length === 0 ? 'nothing differs' : `${wrong.length} things differ:\n${wrong.slice(0, 20).join('\n')}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
