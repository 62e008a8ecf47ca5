import { explain } from './stack/failure.ts';
import { onInterrupt } from './stack/interrupt.ts';
import { at, executorPort, logsFolder, ports } from './stack/layout.ts';
import { LocalStack } from './stack/local-stack.ts';
import { readOptions } from './stack/options.ts';
import { say } from './stack/progress.ts';

const started = performance.now();
const stack = new LocalStack();

async function stopAndExit(code: number): Promise<never> {
  await stack.stop();
  process.exit(code);
}

let interrupted = false;
onInterrupt(() => {
  if (!interrupted) say('\nstopping …');
  interrupted = true;
  void stopAndExit(0);
});

function showWhatIsThere(organizationId: string, executors: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const memory = stack.memory === undefined ? '' : `, ${stack.memory} MB of memory`;
  say(`\nPatchbay is ready after ${seconds} s${memory}.\n`);
  say(`  connector-registry  ${at(ports.registry)}`);
  say(`  authz               ${at(ports.authz)}`);
  say(`  token-broker        ${at(ports.tokenBroker)}`);
  for (let index = 0; index < executors; index += 1) say(`  flow-executor ${index + 1}     ${at(executorPort(index))}`);
  say(`  sandbox             ${at(ports.sandbox)}  (OpenID provider /oidc, Contact Center API /contact-center)`);
  say(`\n  organization        ${organizationId}`);
  say(
    '  users               <role>@demo.example, such as full-admin@demo.example, flow-developer@demo.example; platform-operator@demo.example',
  );
  say(
    `  a token             curl -s ${at(ports.sandbox)}/dev/token -H 'content-type: application/json' -d '{"user":"full-admin@demo.example"}'`,
  );
  say(`  logs                ${logsFolder}`);
  say('\nNext: in another terminal, npm run demo. Ctrl-C stops everything; the data stays.');
}

try {
  const options = readOptions(process.argv.slice(2));
  say('starting Patchbay');
  const organizationId = await stack.start(options);
  showWhatIsThere(organizationId, options.executors);
} catch (error) {
  if (!interrupted) say(`\n${explain(error)}`);
  await stopAndExit(interrupted ? 0 : 1);
}
