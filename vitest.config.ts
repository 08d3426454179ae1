import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The suites start child processes; more workers than cores only makes their time limits tighter.
    // Sockets and child processes on a busy shared machine now and then miss a window: CI may look twice, and says so.
    retry: process.env.CI === undefined ? 0 : 1,
    pool: 'forks',
    maxWorkers: 2,
    env: {
      NO_COLOR: '1',
      // With it every start of Node.js 20 takes three times as long (https://github.com/nodejs/node/issues/40524); the one
      // test that needs the network gets it back.
      NODE_EXTRA_CA_CERTS: '',
      IPHONE_BACKUP_DOCTOR_TEST_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? '',
    },
  },
});
