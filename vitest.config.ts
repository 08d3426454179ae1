import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The suites start child processes; more workers than cores only makes their time limits tighter.
    pool: 'forks',
    env: { NODE_EXTRA_CA_CERTS: '', NO_COLOR: '1' },
  },
});
