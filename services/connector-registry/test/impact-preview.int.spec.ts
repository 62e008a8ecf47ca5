import { randomUUID } from 'node:crypto';
import { ImpactPreview, type RoutingOutcomesReported } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import type { z } from 'zod';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

type Report = z.input<typeof RoutingOutcomesReported>;

let registry: RunningRegistry;
let organization: OrganizationClient;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
afterAll(() => registry.stop());
beforeEach(() => {
  registry.broker.answer = async () => 200;
  organization = registry.organization();
});

const path = (connectorId: string) => `/connectors/${connectorId}/impact`;

async function preview(connectorId: string, query = ''): Promise<ImpactPreview & { etag: string | null }> {
  const { headers, body } = await organization.call('GET', `${path(connectorId)}${query}`);
  return { ...ImpactPreview.parse(body), etag: headers.get('etag') };
}

function report(connectorId: string, over: Partial<Report> = {}): Promise<void> {
  return registry.report(organization.organizationId, {
    instanceId: 'executor-1',
    batch: 1,
    at: new Date().toISOString(),
    outcomes: [],
    inProgress: [{ flowId: randomUUID(), versionNumber: 1, connectorIds: [connectorId], calls: 3 }],
    ...over,
  });
}

/** As an executor does: one that falls silent for 15 s has no calls. */
function reportsThatGoOn(connectorId: string): () => Promise<void> {
  let batch = 1;
  return () => {
    batch += 1;
    return report(connectorId, { batch });
  };
}

const endedCall = (connectorId: string, at: Date): Report['outcomes'][number] => ({
  executionId: randomUUID(),
  flowId: randomUUID(),
  versionNumber: 1,
  connectorIds: [connectorId],
  outcome: 'ROUTED',
  code: null,
  startedAt: at.toISOString(),
  endedAt: at.toISOString(),
  durationMs: 1,
});

describe('the impact preview', () => {
  it('shows what executors report, and the tokens that are out', async () => {
    const { connectorId } = await organization.create();
    const lately = new Date(Date.now() - 10_000);
    await report(connectorId, {
      outcomes: [endedCall(connectorId, lately), endedCall(connectorId, new Date(Date.now() - 3 * 3_600_000))],
    });
    const goesOn = reportsThatGoOn(connectorId);
    await eventually(async () => {
      await goesOn();
      const { live } = await preview(connectorId);
      expect(live).toMatchObject({ callsInProgress: 3, callsPerMinute: 1, outstandingTokens: 2, haltBound: { ms: 5_100 } });
      expect(live.profile.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(1);
    }, soon);
  });

  it('tells hours in UTC when the organization’s zone is not known, and in another zone when asked to', async () => {
    const { connectorId } = await organization.create();
    expect((await preview(connectorId)).live.timeZone).toBe('UTC');
    expect((await preview(connectorId, '?timeZone=Asia/Kathmandu')).live.timeZone).toBe('Asia/Kathmandu');
    const refused = await organization.call('GET', `${path(connectorId)}?timeZone=Mars/Olympus`);
    expect([refused.status, refused.body]).toMatchObject([400, { code: 'request.invalid', errors: [{ field: 'timeZone' }] }]);
  });

  it.each([
    ['refuses', async () => 503],
    ['does not answer', () => new Promise<number>(() => undefined)],
  ])('says that the tokens are unknown when the broker %s, and does not wait for it', async (_, answer) => {
    const { connectorId } = await organization.create();
    await preview(connectorId);
    registry.broker.answer = answer;
    expect((await preview(connectorId)).live.outstandingTokens).toBeNull();
  });

  it('has an ETag of what a deletion would destroy: not of calls, but of references and version', async () => {
    const connector = await organization.create();
    const { connectorId } = connector;
    const { etag } = await preview(connectorId);
    const goesOn = reportsThatGoOn(connectorId);
    const reported = await eventually(async () => {
      await goesOn();
      const after = await preview(connectorId);
      expect(after.live.callsInProgress).toBe(3);
      return after;
    }, soon);
    expect(reported.etag).toBe(etag);
    await organization.refer(randomUUID(), connector);
    const referred = await preview(connectorId);
    await organization.deactivate(connectorId);
    expect(new Set([etag, referred.etag, (await preview(connectorId)).etag]).size).toBe(3);
  });

  it('shows the first references of many, and counts them all', async () => {
    const connector = await organization.create();
    const flows = Array.from({ length: 105 }, () => randomUUID());
    await Promise.all(flows.map((flowId) => organization.refer(flowId, connector)));
    const { references, ...counts } = await preview(connector.connectorId);
    expect(counts).toMatchObject({ referenceCount: 105, impactedFlows: 105, withoutFallback: 105 });
    expect(references.map(({ flowId }) => String(flowId))).toEqual(flows.toSorted().slice(0, 100));
  });

  it('is none of a connector of another organization', async () => {
    const { connectorId } = await organization.create();
    const answer = await registry.organization().call('GET', path(connectorId));
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'connector.not-found' }]);
  });
});
