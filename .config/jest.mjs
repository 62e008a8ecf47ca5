// Shared by every project.
import { swcOptions } from './typescript.mjs';

export default {
  globalSetup: `${import.meta.dirname}/begin-test-run.mjs`,
  globalTeardown: `${import.meta.dirname}/end-test-run.mjs`,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['@patchbay/source', 'node', 'node-addons'] },
  transform: {
    '\\.ts$': ['@swc/jest', swcOptions],
  },
  workerIdleMemoryLimit: '512MB',
  // Assertions have bounds of their own; this one is for starting services, stubs and topics on a machine that is busy.
  testTimeout: 90_000,
};
