export { endRun as default } from '../libs/testing/src/jest-run.ts';
