import { ReportDigestsRequest } from '@patchbay/contracts';
import { GivenGate } from '../../../test/support/given-gate.ts';
import { digestsOf } from './digests-of.ts';
import { ReportedDigests } from './reported-digests.ts';

const connectorId = '0192f0c1-0000-7000-8000-0000000000ff';
const held = { connectorId, version: 3, state: 'ACTIVE', haltMode: null, accessLevel: 'READ_ONLY' } as const;

describe('reported digests', () => {
  let given: GivenGate;
  let asked: { method: string; path: string; body?: unknown }[];
  let answer: () => Promise<never>;
  let problems: unknown[];
  let digests: ReportedDigests;

  beforeEach(() => {
    given = new GivenGate();
    [asked, problems] = [[], []];
    answer = () => Promise.resolve(undefined as never);
    const client = {
      request: (request: (typeof asked)[number]) => {
        asked.push(request);
        return answer();
      },
    };
    digests = new ReportedDigests({ client, gate: given.gate, instanceId: 'executor-1', onError: (error) => problems.push(error) });
  });

  it('are what the gate holds, by the contract', async () => {
    given.grant(held);
    given.gate.check('never-heard-of');
    given.gate.enter('never-heard-of');
    await digests.report();
    expect(asked).toMatchObject([{ method: 'POST', path: '/v1/connector-snapshot/digests' }]);
    expect(ReportDigestsRequest.parse(asked[0]?.body)).toEqual({ instanceId: 'executor-1', digests: await digestsOf([held]) });
  });

  it('are not sent before the snapshot is applied', async () => {
    await digests.report();
    expect(asked).toEqual([]);
  });

  it('that the registry did not get are told of, and sent again the next time', async () => {
    given.grant(held);
    answer = () => Promise.reject(new Error('away'));
    await digests.report();
    await digests.report();
    expect([asked.length, problems.length]).toEqual([2, 2]);
  });

  it('are sent one report after the other', async () => {
    given.grant(held);
    await Promise.all([digests.report(), digests.report()]);
    expect(asked).toHaveLength(1);
  });
});
