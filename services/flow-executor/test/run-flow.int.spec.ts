import { connectorInExports, askingFlow } from './support/flows.ts';
import { type OrganizationClient, RunningExecutor } from './support/running-executor.ts';

describe('a published flow', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    executor.around.upstream.reset();
    organization = executor.organization();
  });

  it('is run: the request carries the token of the connector, and the platform gets commands and outcome at once', async () => {
    const { connectorId } = await organization.connector();
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
    const execution = await organization.startUntil(flowId, { type: 'ROUTED', queueId: 'queue-1' });
    expect(execution).toMatchObject({
      flowId,
      versionNumber: 1,
      commands: [
        { type: 'play', activityLabel: 'Tell', prompts: [{ type: 'tts', value: '200 true' }] },
        { type: 'queue', activityLabel: 'ToService', queueId: 'queue-1' },
      ],
    });
    const [arrival] = executor.around.upstream.arrivals;
    expect(arrival).toMatchObject({ method: 'GET', url: '/api/v1/switches/100' });
    expect(arrival?.headers).toMatchObject({
      authorization: `Bearer ${executor.around.broker.issued.at(-1)?.accessToken}`,
      'patchbay-connector-version': '1',
      'patchbay-execution-id': execution.executionId,
    });
  });
});
