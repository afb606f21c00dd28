import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Draw, MUTATIONS, type MutationName, mutate } from './mutations.ts';
import { GOOD, outcomeOf, subjects } from './outcomes.ts';

/** How many changes are tried here; more are tried by hand: `MUTATIONS=20000 npx vitest run test/pages/mutations`. */
const RUNS = Number(process.env.MUTATIONS ?? 150);
const SEED = Number(process.env.MUTATION_SEED ?? 20_261_123);

it('a changed page gives the same record, one that differs where it was changed, or a named error', () => {
  const tally = new Map<string, number>();
  const draw: fc.Arbitrary<Draw> = fc.record({ place: fc.nat(1_000_000), detail: fc.nat(1_000_000) });
  const property = fc.property(
    fc.constantFrom(...subjects.keys()),
    fc.constantFrom<MutationName>(...MUTATIONS),
    draw,
    (index, name, drawn) => {
      const subject = subjects[index];
      if (subject === undefined) {
        return;
      }
      const mutation = mutate(subject.html, name, drawn);
      const outcome = outcomeOf(subject, mutation);
      tally.set(`${name}: ${outcome}`, (tally.get(`${name}: ${outcome}`) ?? 0) + 1);
      expect(GOOD.has(outcome), `${subject.kind} ${index}, ${mutation.what}: ${outcome}`).toBe(true);
    },
  );
  fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  if (process.env.MUTATIONS !== undefined) {
    process.stderr.write(`${JSON.stringify(Object.fromEntries([...tally].sort()), null, 2)}\n`);
  }
  expect([...tally.values()].reduce((sum, count) => sum + count, 0)).toBe(RUNS);
}, 3_600_000);
