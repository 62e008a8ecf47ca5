// A program that starts what a test run needs and stays, to be killed by a spec.
import { startTestStack } from '@patchbay/testing';

const { env } = await startTestStack();
process.stdout.write(`${JSON.stringify(env)}\n`);
