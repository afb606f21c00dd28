import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One worker a core: the default leaves a core idle, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real browsers and processes on a busy machine: what fails twice again is broken, what fails once was late.
    retry: process.env.CI ? 2 : 0,
    env: { NO_COLOR: '1' },
    reporters: ['default', './test/helpers/closing-line.ts'],
  },
});
