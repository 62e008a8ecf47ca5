import { setTimeout as wait } from 'node:timers/promises';
import { type Connector, Flow, type FlowId, type ImpactPreview, PublishedVersion } from '@patchbay/contracts';
import { executorOf } from '../world/addresses.ts';
import { connectorInExports, mainLine } from '../world/demo-flows.ts';
import { type Answer, request } from '../world/http.ts';
import { activate, createConnector, createConnectorAsReadOnlyAdmin, deactivate, deleteConnector, previewImpact } from './connector.ts';
import { deactivateUnderLoad, type HaltMeasure } from './halt.ts';
import { driveCall, epochMs, Load } from './load.ts';
import { callsArrivedSince } from './sandbox.ts';
import { expectThat, loadOn, type Stage } from './stage.ts';

export type Teller = (line: string) => void;

const callersPerExecutor = 4;
const drivingMs = 1_000;
const changeArrivesWithinMs = 10_000;

/** The life of one connector, from its creation to its deletion. @throws StoryFailure or UnexpectedAnswer at the first step that does not hold. */
export async function tellStory(stage: Stage, tell: Teller): Promise<HaltMeasure> {
  const name = `Story ${new Date().toISOString()}`;
  const connector = await createAndBeRefused(stage, name, tell);
  const flowId = await publishFlow(stage, connector, name, tell);
  await driveCalls(stage, flowId, tell);
  const halt = await halting(stage, connector, flowId, tell);
  await resume(stage, connector, flowId, tell);
  const preview = await previewDeletion(stage, connector, tell);
  await deleteAndSeeItDetached(stage, connector, flowId, preview, tell);
  return halt;
}

async function createAndBeRefused(stage: Stage, name: string, tell: Teller): Promise<Connector> {
  const connector = await createConnector(stage, name);
  tell(`1  full-admin creates the connector "${name}": ${connector.state}, version ${connector.version}, ${connector.scopes.join(' ')}`);
  const problem = await createConnectorAsReadOnlyAdmin(stage, `${name} again`);
  tell(`   read-only-admin is refused: ${problem.status} ${problem.code}: ${problem.detail}`);
  return connector;
}

async function publishFlow(stage: Stage, { connectorId }: Connector, name: string, tell: Teller): Promise<FlowId> {
  const { flowDeveloper: token } = stage.tokens;
  const url = `${executorOf(stage.organizationId)}/flows`;
  const body = {
    export: { ...mainLine(), name: `Main line of ${name}` },
    connectors: { [connectorInExports]: connectorId },
    fallbackDestination: 'Emergency queue',
  };
  const { body: flow } = await request(Flow, 'POST', url, { token, body });
  const { body: version } = await request(PublishedVersion, 'POST', `${url}/${flow.flowId}/publish`, { token, body: { comment: 'demo' } });
  tell(`2  flow-developer imports "${flow.name}" and publishes version ${version.versionNumber} as ${version.labels.join(', ')}`);
  return flow.flowId;
}

async function driveCalls(stage: Stage, flowId: FlowId, tell: Teller): Promise<void> {
  await untilEveryExecutorAnswers(stage, flowId, 'ROUTED');
  const begin = epochMs();
  const load = new Load(loadOn(stage, flowId, callersPerExecutor));
  await wait(drivingMs);
  const calls = await load.stop();
  const other = calls.find(({ outcome }) => outcome !== 'ROUTED');
  expectThat(other === undefined, `a call ended ${other?.outcome} ${other?.code ?? ''} instead of ROUTED`);
  const { count } = await callsArrivedSince(begin);
  expectThat(count >= calls.length, `${calls.length} calls were routed, but the Contact Center API saw ${count} requests`);
  tell(
    `3  ${calls.length} calls in ${drivingMs / 1000} s on ${stage.executors} executors: all routed; the Contact Center API saw ${count} requests`,
  );
}

async function halting(stage: Stage, connector: Connector, flowId: FlowId, tell: Teller): Promise<HaltMeasure> {
  const halt = await deactivateUnderLoad(stage, connector, flowId);
  tell(`4  full-admin deactivates the connector under load, after ${halt.callsBeforeHalt} requests`);
  tell(`   halted ${halt.halted} in ${halt.haltMs} ms, ${halt.callsAfterReceipt} calls after it`);
  tell(
    `   last request arrived ${halt.lastArrivalMs} ms after the commit; ${halt.aborted} calls in flight stopped, ${halt.refused} new ones refused`,
  );
  tell(`   ${halt.callsVerified} requests in its log, held against the registry's history: none on a version that was reported halted`);
  expectThat(halt.callsAfterReceipt === 0, `${halt.callsAfterReceipt} requests arrived after the receipt`);
  expectThat(halt.aborted > 0, 'no call in flight was stopped: there was no load to halt');
  return halt;
}

async function resume(stage: Stage, connector: Connector, flowId: FlowId, tell: Teller): Promise<void> {
  const { version } = await activate(stage, connector);
  const resumedAfterMs = await untilEveryExecutorAnswers(stage, flowId, 'ROUTED');
  tell(`5  full-admin activates it again (version ${version}): every executor routes again after ${resumedAfterMs} ms`);
}

async function previewDeletion(stage: Stage, connector: Connector, tell: Teller): Promise<Answer<ImpactPreview>> {
  const { state } = await deactivate(stage, connector, 'no longer needed');
  const preview = await previewImpact(stage, connector);
  const { impactedFlows, withoutFallback, references } = preview.body;
  const flows = references.map(({ flowName, labels }) => `"${flowName}" (${labels.join(', ')})`).join(', ');
  tell(`6  ${state.toLowerCase()} again; a deletion would hit ${impactedFlows} live flow, ${withoutFallback} without a fallback: ${flows}`);
  expectThat(impactedFlows === 1, `the preview shows ${impactedFlows} impacted flows, not 1`);
  return preview;
}

async function deleteAndSeeItDetached(
  stage: Stage,
  connector: Connector,
  flowId: FlowId,
  preview: Answer<ImpactPreview>,
  tell: Teller,
): Promise<void> {
  const operation = await deleteConnector(stage, connector, preview.headers.get('etag') ?? '');
  const steps = operation.steps.map(({ name, state }) => `${name} ${state}`).join(', ');
  expectThat(operation.state === 'SUCCEEDED', `the deletion is ${operation.state} (${steps})`);
  tell(`7  full-admin deletes it: ${operation.state} (${steps})`);
  await untilEveryExecutorAnswers(stage, flowId, 'FAILED');
  const { body: flow } = await request(Flow, 'GET', `${executorOf(stage.organizationId)}/flows/${flowId}`, {
    token: stage.tokens.flowDeveloper,
  });
  expectThat(flow.notRunnable !== null, 'the flow does not say why it does not run');
  tell(`   the flow does not run: ${flow.notRunnable.code}: ${flow.notRunnable.message}`);
}

/** A change reaches each executor by itself. @returns milliseconds until the last one answered so */
async function untilEveryExecutorAnswers(stage: Stage, flowId: FlowId, expected: 'ROUTED' | 'FAILED'): Promise<number> {
  const begin = epochMs();
  const plan = loadOn(stage, flowId, 1);
  for (let executor = 0; executor < stage.executors; executor += 1) {
    let call = await driveCall(plan, executor);
    while (call.outcome !== expected) {
      const seen = `executor ${executor + 1} answers ${call.outcome} ${call.code ?? ''}`;
      expectThat(epochMs() - begin < changeArrivesWithinMs, `${seen} instead of ${expected} after ${changeArrivesWithinMs / 1000} s`);
      await wait(20);
      call = await driveCall(plan, executor);
    }
  }
  return Math.round(epochMs() - begin);
}
