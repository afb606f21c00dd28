import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';

const ALL = 'test/**/*.test.ts';

/**
 * Files that replace a module of Node or measure the memory or CPU time of their own process. The others share the
 * processes of the workers, in which every module is loaded and compiled once: no module keeps state between tests.
 */
const OWN_PROCESS = [
  'test/archive/safe-files.test.ts',
  'test/hostile/files.test.ts',
  'test/hostile/slow-pages.test.ts',
  'test/pages/memory.test.ts',
  'test/saved/har.test.ts',
  'test/saved/warc.test.ts',
];

/** What `npm run test:quick` runs while a parser is corrected; without the files that take seconds. */
const QUICK = {
  include: ['test/{pages,checks,store}/**/*.test.ts', 'test/docs.test.ts'],
  exclude: [
    '**/{identify,transformed,mutations,fast-way,memory,encodings}.test.ts',
    '**/{migrations,kill,lock,database,merge,replica}.test.ts',
    '**/{saver,anonymise,fixture-tool,round-swing-mutations}.test.ts',
  ],
};

/** Node loads the modules itself: less work than Vitest's own loader, which only replaced modules need. */
const NATIVE = {
  isolate: false,
  experimental: { viteModuleRunner: false, nodeLoader: false },
  // A page of several megabytes fills the default many times while it is parsed.
  execArgv: ['--max-semi-space-size=64', '--min-semi-space-size=16'],
};

export default defineConfig(({ mode }) => ({
  test: {
    // One worker more than cores: the tests of browsers and programs wait for other processes half of the time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['folder-in-memory', 'compile-cache', 'lean-browser'].map((name) => `./test/helpers/${name}.ts`),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real browsers and processes on a busy machine: what fails twice again is broken, what fails once was late.
    retry: process.env.CI ? 2 : 0,
    env: { NO_COLOR: '1', LC_ALL: 'C.UTF-8' },
    reporters: ['default', './test/helpers/closing-line.ts'],
    projects:
      mode === 'quick'
        ? [{ extends: true, test: { name: 'quick', ...QUICK, ...NATIVE } }]
        : [
            { extends: true, test: { name: 'own process', include: OWN_PROCESS, isolate: true } },
            { extends: true, test: { name: 'shared', include: [ALL], exclude: OWN_PROCESS, ...NATIVE } },
          ],
  },
}));
