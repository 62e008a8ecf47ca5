import beginTestRun from '../../../.config/begin-test-run.mjs';
import { build } from '../src/build.ts';

/** Jest's global set-up: the processes under test are what their users run, so they are compiled first, once for all spec files. */
export default async function beginRun(globalConfig, projectConfig) {
  build();
  await beginTestRun(globalConfig, projectConfig);
}
