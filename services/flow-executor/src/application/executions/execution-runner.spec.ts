import { FixedClock } from '@patchbay/testing';
import { end, givenFlowOf, request } from '../../../test/given-flow.ts';
import { contact, givenGraph, ok } from '../../../test/given-run.ts';
import { GivenGate } from '../../../test/support/given-gate.ts';
import { advance } from '../../domain/execution/advance.ts';
import { startRun } from '../../domain/execution/run.ts';
import type { OutboundRequest, RequestAnswer } from '../../domain/request/outbound-request.ts';
import type { ExecutionMetrics, OutboundRequests } from '../ports.ts';
import { ExecutionRunner } from './execution-runner.ts';
import type { VersionGraphs } from './version-graphs.ts';

describe('the requests between two rests', () => {
  it('share one deadline, and none is sent after it', async () => {
    const clock = new FixedClock();
    const wallMs = () => clock.now().getTime();
    const record = { connectorId: 'c-1', version: 1, state: 'ACTIVE', haltMode: null, accessLevel: 'READ_WRITE' } as const;
    const { gate } = new GivenGate({ monotonicMs: () => clock.monotonicMs(), wallMs }).grant(record);
    const timeouts: number[] = [];
    const outbound: OutboundRequests = {
      dropConnections: () => undefined,
      send: async ({ timeoutMs }: OutboundRequest): Promise<RequestAnswer> => {
        timeouts.push(timeoutMs);
        clock.advance(25_000);
        return ok('');
      },
    };
    const slow = { httpResponseTimeout: 30_000 };
    const flow = givenFlowOf(
      { First: request(slow), Second: request(slow), Third: request(slow), Fourth: request(slow), Done: end },
      { links: ['First -default-> Second', 'Second -default-> Third', 'Third -default-> Fourth', 'Fourth -default-> Done'] },
    );
    const graph = givenGraph(flow);
    const runner = new ExecutionRunner(gate, {} as VersionGraphs, outbound, {} as ExecutionMetrics, clock, { next: () => 0 });
    const passage = runner.passageThrough(graph);
    const run = startRun(graph, contact);
    const begun = advance(run, runner.momentOf(passage));
    const rest = await runner.drive({ run, passage, sender: { organizationId: 'o-1', executionId: 'e-1' } }, begun);
    expect(timeouts).toEqual([30_000, 30_000, 10_000]);
    expect(rest).toMatchObject({ kind: 'ended', outcome: { type: 'FAILED', code: 'TIMEOUT', activityLabel: 'Fourth' } });
  });
});
