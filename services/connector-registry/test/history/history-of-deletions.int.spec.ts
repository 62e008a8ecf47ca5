import { randomUUID } from 'node:crypto';
import type { Connector, HistoryEntry } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { administrator, OrganizationHistory } from './organization-history.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;
let history: OrganizationHistory;
let inactive: Connector;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
beforeEach(async () => {
  organization = registry.organization();
  history = new OrganizationHistory(organization);
  inactive = await organization.createInactive();
});
afterAll(() => registry?.stop());

const until = (operation: string, state: object) =>
  eventually(async () => expect((await organization.call('GET', operation)).body).toMatchObject(state), soon);
const entriesOf = async (operation: string): Promise<HistoryEntry[]> =>
  (await history.at(`/history?operationId=${operation.split('/').at(-1)}`)).toReversed();
const named = (entries: readonly HistoryEntry[]) => entries.map(({ action, flowId }) => [action, flowId]);
const referencesOf = async () => (await history.at()).toReversed().filter(({ action }) => action.startsWith('reference.'));

describe('a deletion', () => {
  it('is kept step by step, under the name of who began it', async () => {
    const flowId = randomUUID();
    await organization.refer(flowId, inactive);
    const operation = await organization.delete(inactive.connectorId);
    await organization.detach(flowId, inactive.connectorId, operation);
    await until(operation, { state: 'SUCCEEDED' });
    const entries = await entriesOf(operation);
    const own = { outcome: 'DONE', actor: administrator, connectorId: inactive.connectorId, remoteAddress: null, code: null };
    const step = (name: string) => ({
      ...own,
      action: `operation.${name}`,
      flowId: null,
      before: { state: 'RUNNING', step: { name, state: 'RUNNING', finishedAt: null } },
      after: { state: 'RUNNING', step: { name, state: 'DONE', finishedAt: expect.any(String) } },
    });
    expect(entries).toMatchObject([
      { ...own, action: 'connector.delete', remoteAddress: '127.0.0.1', before: { state: 'INACTIVE' }, after: { state: 'DELETING' } },
      step('halt'),
      step('detach-flows'),
      step('revoke-tokens'),
      { ...own, action: 'connector.complete-deletion', after: { state: 'DELETED' } },
      { ...own, action: 'reference.detach', flowId, before: [{ flowId }], after: [] },
    ]);
    expect(await history.verification()).toMatchObject({ broken: null });
  });

  it('that is cancelled is kept until every flow is attached again', async () => {
    const flowId = randomUUID();
    await organization.refer(flowId, inactive);
    const operation = await organization.delete(inactive.connectorId);
    await until(operation, { steps: expect.arrayContaining([expect.objectContaining({ name: 'detach-flows', state: 'RUNNING' })]) });
    await organization.call('POST', `${operation}/cancel`);
    await organization.attach(flowId, inactive.connectorId, operation, [1]);
    await until(operation, { state: 'CANCELLED' });
    const entries = await entriesOf(operation);
    expect(entries.map(({ action }) => action)).toEqual([
      'connector.delete',
      'operation.halt',
      'connector.cancel-deletion',
      'operation.attach-flows',
    ]);
    expect(entries.at(-1)).toMatchObject({ before: { state: 'CANCELLING' }, after: { state: 'CANCELLED', step: { state: 'DONE' } } });
  });

  it('of which the cancellation was refused is kept so, with its connector', async () => {
    const operation = await organization.delete(inactive.connectorId);
    await until(operation, { state: 'SUCCEEDED' });
    await organization.call('POST', `${operation}/cancel`);
    const [refused] = await history.refusals('operation.not-cancellable');
    expect(refused).toMatchObject({ connectorId: inactive.connectorId, operationId: operation.split('/').at(-1), actor: administrator });
  });
});

describe('a flow in the middle of a deletion', () => {
  it('that was released is kept once, and one that is given back is not kept', async () => {
    const [gone, restored, untouched] = [randomUUID(), randomUUID(), randomUUID()];
    for (const flowId of [gone, restored, untouched]) await organization.refer(flowId, inactive);
    const operation = await organization.delete(inactive.connectorId);
    await organization.detach(restored, inactive.connectorId, operation);
    await until(operation, { progress: { done: 1 } });
    await organization.call('DELETE', `/flows/${gone}/references`);
    await organization.call('POST', `${operation}/cancel`);
    for (const flowId of [restored, untouched]) await organization.attach(flowId, inactive.connectorId, operation, [1]);
    await until(operation, { state: 'CANCELLED' });
    const kept = (await referencesOf()).slice(3);
    expect(named(kept)).toEqual([['reference.release', gone]]);
  });

  it.each([
    ['before it was detached', false],
    ['after it was detached', true],
  ])('that was published anew %s is kept once when the connector is deleted', async (_when, isDetached) => {
    const [flowId, waitedFor] = [randomUUID(), randomUUID()];
    for (const one of [flowId, waitedFor]) await organization.refer(one, inactive);
    const other = await organization.create();
    const operation = await organization.delete(inactive.connectorId);
    const detach = async () => {
      await organization.detach(flowId, inactive.connectorId, operation);
      await until(operation, { progress: { done: 1 } });
    };
    if (isDetached) await detach();
    await organization.refer(flowId, other);
    if (!isDetached) await detach();
    await organization.detach(waitedFor, inactive.connectorId, operation);
    await until(operation, { state: 'SUCCEEDED' });
    const entries = (await history.at(`/history?flowId=${flowId}`)).toReversed();
    expect(entries.map(({ action, connectorId }) => [action, connectorId])).toEqual([
      ['reference.register', inactive.connectorId],
      ['reference.register', other.connectorId],
      ['reference.detach', inactive.connectorId],
    ]);
  });

  it.each([
    ['and does not use it any more is kept once', [], ['reference.detach']],
    ['and uses it again is not kept', [1], []],
  ])('that was published anew, when the deletion is cancelled %s', async (_what, versionNumbers, expected) => {
    const [flowId, waitedFor] = [randomUUID(), randomUUID()];
    for (const one of [flowId, waitedFor]) await organization.refer(one, inactive);
    const other = await organization.create();
    const operation = await organization.delete(inactive.connectorId);
    await organization.refer(flowId, other);
    await organization.call('POST', `${operation}/cancel`);
    await organization.attach(flowId, inactive.connectorId, operation, versionNumbers);
    await organization.attach(waitedFor, inactive.connectorId, operation, [1]);
    await until(operation, { state: 'CANCELLED' });
    const entries = await history.at(`/history?flowId=${flowId}&connectorId=${inactive.connectorId}`);
    expect(entries.toReversed().map(({ action }) => action)).toEqual(['reference.register', ...expected]);
  });
});
