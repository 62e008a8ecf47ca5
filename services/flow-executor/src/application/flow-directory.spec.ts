import { contentOf, givenFlow, givenVersion, useOf } from '../../test/support/given.ts';
import { InMemoryFlows } from '../../test/support/in-memory-flows.ts';
import type { FlowVersion, StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { FlowDirectory } from './flow-directory.ts';

const connectorId = '019a3b5c-0000-7000-8000-0000000000c1';

/** Counts reads, and can hold one up. */
class WatchedFlows extends InMemoryFlows {
  reads = 0;
  held: Promise<void> | undefined;

  override async findRunnable(flowId: string) {
    this.reads += 1;
    const found = await super.findRunnable(flowId);
    await this.held;
    return found;
  }
}

describe('the directory of flows', () => {
  let flows: WatchedFlows;
  let directory: FlowDirectory;
  let flow: StoredFlow;

  beforeEach(async () => {
    flows = new WatchedFlows();
    directory = new FlowDirectory(flows);
    flow = await store({ labels: { Live: 1, Latest: 1 } }, { uses: [useOf(connectorId)] });
  });

  async function store(over: Partial<StoredFlow>, ...versions: Partial<FlowVersion>[]): Promise<StoredFlow> {
    const stored = givenFlow(over);
    await flows.run(async ({ flows: repository }) => {
      await repository.insert(stored);
      for (const version of versions) await repository.insertVersion(givenVersion(stored, version));
    });
    return stored;
  }

  const relabel = (revision: number) =>
    flows.run(({ flows: repository }) => repository.save({ ...flow, revision, labels: { Test: 1, Latest: 1 } }));

  it('reads and compiles a version once, and then answers without a promise', async () => {
    const entry = await directory.find(flow.flowId);
    expect(entry).toMatchObject({ organizationId: flow.organizationId, revision: 1 });
    expect(entry?.byLabel.get('Live')).toMatchObject({ versionNumber: 1, graph: { connectorIds: [connectorId] } });
    expect(directory.find(flow.flowId)).toBe(entry);
    expect(flows.reads).toBe(1);
  });

  it('reads once for callers that come together', async () => {
    await Promise.all(Array.from({ length: 10 }, () => directory.find(flow.flowId)));
    expect(flows.reads).toBe(1);
  });

  it('reads again what is said to have changed', async () => {
    await directory.find(flow.flowId);
    await relabel(2);
    directory.invalidate(flow.flowId);
    expect([...((await directory.find(flow.flowId))?.byLabel.keys() ?? [])]).toEqual(['Test', 'Latest']);
  });

  it('keeps nothing that was being read while it changed', async () => {
    const reading = Promise.withResolvers<void>();
    flows.held = reading.promise;
    const old = directory.find(flow.flowId);
    await relabel(2);
    directory.invalidate(flow.flowId);
    reading.resolve();
    expect((await old)?.revision).toBe(1);
    expect((await directory.find(flow.flowId))?.revision).toBe(2);
  });

  it('finds by itself what has changed, when nobody said so', async () => {
    const untouched = await store({ labels: { Live: 1 } }, { uses: [useOf(connectorId)] });
    for (const { flowId } of [flow, untouched]) await directory.find(flowId);
    await relabel(2);
    await directory.refresh();
    expect((await directory.find(flow.flowId))?.revision).toBe(2);
    expect([directory.find(untouched.flowId) instanceof Promise, flows.reads]).toEqual([false, 3]);
  });

  describe('of a version', () => {
    it('finds it also when no label points at it', async () => {
      await relabel(2);
      await flows.run(({ flows: repository }) =>
        repository.insertVersion(givenVersion(flow, { versionNumber: 2, uses: [useOf(connectorId)] })),
      );
      expect(await directory.findVersion(flow.flowId, 2)).toMatchObject({
        organizationId: flow.organizationId,
        revision: 2,
        runnable: { versionNumber: 2, graph: {} },
      });
      expect(directory.findVersion(flow.flowId, 2)).not.toBeInstanceOf(Promise);
    });

    it('finds none that was never published, or is not there', async () => {
      await flows.run(({ flows: repository }) => repository.insertVersion(givenVersion(flow, { versionNumber: 2, state: 'ABANDONED' })));
      expect([await directory.findVersion(flow.flowId, 2), await directory.findVersion(flow.flowId, 3)]).toEqual([undefined, undefined]);
    });

    it('reads it again after a change of its flow, also one that nobody told of', async () => {
      await directory.findVersion(flow.flowId, 1);
      directory.invalidate(flow.flowId);
      expect(directory.findVersion(flow.flowId, 1)).toBeInstanceOf(Promise);
      await directory.findVersion(flow.flowId, 1);
      await relabel(2);
      await directory.refresh();
      expect((await directory.findVersion(flow.flowId, 1))?.revision).toBe(2);
    });
  });

  it('finds a flow by its name, also a new one, in its organization alone', async () => {
    const { organizationId, flowId, name } = flow;
    expect(await directory.findNamed(organizationId, ` ${name.toUpperCase()}`)).toBe(flowId);
    expect(await directory.findNamed(givenFlow().organizationId, name)).toBeUndefined();
    await flows.run(({ flows: repository }) => repository.save({ ...flow, revision: 2, name: 'Other/name' }));
    directory.invalidate(flowId);
    expect([await directory.findNamed(organizationId, name), await directory.findNamed(organizationId, 'other/name')]).toEqual([
      undefined,
      flowId,
    ]);
  });

  it('forgets a flow that is gone', async () => {
    await directory.find(flow.flowId);
    await flows.run(({ flows: repository }) => repository.remove(flow.flowId));
    await directory.refresh();
    expect(await directory.find(flow.flowId)).toBeUndefined();
  });

  it('forgets everything when it may have missed something', async () => {
    await directory.find(flow.flowId);
    directory.invalidateAll();
    await directory.find(flow.flowId);
    expect(flows.reads).toBe(2);
  });

  it('says why a version does not run: its connector is gone', async () => {
    const detached = await store({ labels: { Live: 1 } }, { state: 'DETACHED', detachedFrom: connectorId });
    const runnable = (await directory.find(detached.flowId))?.byLabel.get('Live');
    expect(runnable).toMatchObject({
      versionNumber: 1,
      refusal: { code: 'flow.connector-deleted', message: expect.stringContaining(connectorId) },
    });
  });

  it('says why a version does not run that an earlier release published, and runs the others', async () => {
    const content = contentOf({ exportText: JSON.stringify({ name: 'x', process: { activities: {}, links: [] } }) });
    const broken = await store(
      { labels: { Live: 1, Test: 2 } },
      { versionNumber: 1, content },
      { versionNumber: 2, uses: [useOf(connectorId)] },
    );
    const entry = await directory.find(broken.flowId);
    expect(entry?.byLabel.get('Live')).toMatchObject({ refusal: { code: 'flow.not-runnable' } });
    expect(entry?.byLabel.get('Test')).toHaveProperty('graph');
  });
});
