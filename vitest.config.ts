import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real browsers and processes on a busy machine: what fails twice again is broken, what fails once was late.
    retry: process.env.CI ? 2 : 0,
    env: { NO_COLOR: '1' },
    reporters: ['default', './test/helpers/closing-line.ts'],
  },
});
