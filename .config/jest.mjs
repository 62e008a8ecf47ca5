// Shared by every project. ESM and TypeScript through SWC with the options the services are built with, so that decorator metadata is the same.
export default {
  globalSetup: `${import.meta.dirname}/begin-test-run.mjs`,
  globalTeardown: `${import.meta.dirname}/end-test-run.mjs`,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['@patchbay/source', 'node', 'node-addons'] },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  workerIdleMemoryLimit: '512MB',
};
