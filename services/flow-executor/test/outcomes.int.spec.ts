import { RoutingOutcomesReported, routingOutcomes } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import { type OrganizationClient, RunningExecutor, soon } from './support/running-executor.ts';

describe('routing outcomes', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start({ INSTANCE_ID: 'executor-1' });
    organization = executor.organization();
  });
  afterAll(() => executor.stop());

  const reports = () =>
    executor.topics.events
      .filter(({ topic, headers }) => topic === routingOutcomes.name && headers.ce_orgid === organization.organizationId)
      .map(({ data }) => RoutingOutcomesReported.parse(data));

  it('tell of each call how it ended, with the connectors of its flow', async () => {
    const connector = await organization.connector({ accessLevel: 'READ_WRITE' });
    const { connectorId } = connector;
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
    const routed = await organization.startUntil(flowId, { type: 'ROUTED' });
    await organization.change(connector, { state: 'INACTIVE', version: 2, haltMode: 'abort' });
    const halted = await organization.startUntil(flowId, { type: 'HALTED' });
    await eventually(() => {
      const outcomes = reports().flatMap((report) => report.outcomes);
      const call = { flowId, versionNumber: 1, connectorIds: [connectorId] };
      expect(outcomes).toContainEqual(
        expect.objectContaining({ ...call, executionId: routed.executionId, outcome: 'ROUTED', code: null, startedAt: routed.startedAt }),
      );
      expect(outcomes).toContainEqual(
        expect.objectContaining({ ...call, executionId: halted.executionId, outcome: 'HALTED', code: 'CONNECTOR_INACTIVE' }),
      );
    }, soon);
    expect(reports().every(({ instanceId }) => instanceId.startsWith('executor-1/'))).toBe(true);
  });
});
