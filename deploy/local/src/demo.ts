import { explain, StackFailure } from './stack/failure.ts';
import { onInterrupt } from './stack/interrupt.ts';
import { LocalStack } from './stack/local-stack.ts';
import { readOptions } from './stack/options.ts';
import { say } from './stack/progress.ts';
import { findRunningStack } from './stack/running-stack.ts';
import { loadSecrets } from './stack/secrets.ts';
import { openStage } from './story/stage.ts';
import { tellStory } from './story/story.ts';

const started = performance.now();
let stack: LocalStack | undefined;

onInterrupt(() => void Promise.resolve(stack?.stop()).then(() => process.exit(130)));

/** The stack that runs, or one that is started for the story and stopped after it. */
async function findOrStartStack() {
  const options = readOptions(process.argv.slice(2));
  const running = findRunningStack();
  if (running && options.reset) throw new StackFailure('a stack is running: stop it before you begin anew with --reset');
  if (running) return running;
  say('starting a stack for the demo');
  stack = new LocalStack();
  const organizationId = await stack.start(options);
  return { organizationId, executors: options.executors };
}

const secondsSince = (begin: number): string => ((performance.now() - begin) / 1000).toFixed(1);

async function playStory(): Promise<void> {
  const { organizationId, executors } = await findOrStartStack();
  const readySeconds = Number(secondsSince(started));
  const stage = await openStage(organizationId, executors, loadSecrets().clients['voice-platform'] as string);
  const begin = performance.now();
  say();
  const halt = await tellStory(stage, (line) => say(`${secondsSince(begin).padStart(5)} s  ${line}`));
  const stackFigures = stack ? { readySeconds, memoryMb: stack.memory } : {};
  await stack?.stop();
  say();
  say(JSON.stringify({ demo: 'ok', executors, ...halt, ...stackFigures, seconds: Number(secondsSince(started)) }));
}

try {
  await playStory();
} catch (error) {
  say(`\n${explain(error)}`);
  await stack?.stop();
  say(JSON.stringify({ demo: 'failed', reason: String(error) }));
  process.exitCode = 1;
}
