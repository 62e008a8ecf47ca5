import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { connectorOf, halted, organizationId, Scene, soon } from './registry-and-holder.ts';

const id = randomUUID();

describe('a lease', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
    scene.registry.change(connectorOf(id));
  });
  afterEach(() => scene.close());

  it('comes with the state of every connector, and opens their gates', async () => {
    const holder = scene.holder();
    expect([holder.mayStart(id), holder.phase(), holder.ready()]).toEqual(['STALE', 'SYNCING', false]);
    await eventually(() => expect(holder.mayStart(id)).toBeUndefined(), soon);
    expect([holder.phase(), holder.ready(), holder.find(id)?.name]).toEqual(['SERVING', true, 'CRM']);
    expect([holder.mayStart(id, 2), holder.mayStart(randomUUID())]).toEqual(['VERSION_PASSED', 'UNKNOWN']);
  });

  it('ends by the clock alone, whatever does not come, and is there again with the next grant', async () => {
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.isAway = true;
    scene.clock.aheadMs += 31_000;
    expect([holder.mayStart(id), holder.ready(), holder.leaseHorizonMs(id)]).toEqual(['STALE', false, 0]);
    await eventually(() => expect(scene.handlers.did).toContain('lease lost: expired'), soon);
    scene.registry.isAway = false;
    await eventually(() => expect(holder.mayStart(id)).toBeUndefined(), soon);
    expect(holder.measures().staleMs).toBeGreaterThan(0);
    expect(holder.measures().leaseAgeMs).toBeLessThan(31_000);
  });

  it('is not believed after a jump of the wall clock, until it is renewed', async () => {
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.isAway = true;
    scene.clock.wallAheadMs -= 3_600_000;
    expect(holder.mayStart(id)).toBe('CLOCK_JUMP');
    await eventually(() => expect(scene.handlers.did).toContain('lease lost: clockJump'), soon);
    scene.registry.isAway = false;
    await eventually(() => expect(holder.mayStart(id)).toBeUndefined(), soon);
  });

  it('lets a connector with a stale grace be served a while longer', async () => {
    const graced = randomUUID();
    scene.registry.change(connectorOf(graced, { staleGraceMs: 60_000 }));
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.isAway = true;
    scene.clock.aheadMs += 31_000;
    expect([holder.mayStart(id), holder.mayStart(graced)]).toEqual(['STALE', undefined]);
    scene.clock.aheadMs += 60_000;
    expect(holder.mayStart(graced)).toBe('STALE');
  });

  it('is asked for at the next replica when one is away, and when one takes requests and never answers', async () => {
    const [away, frozen] = [await scene.another(), await scene.another()];
    away.isAway = true;
    frozen.isFrozen = true;
    const holder = scene.holder({ registryUrls: [away.url, frozen.url, 'http://127.0.0.1:1', scene.registry.url] });
    await eventually(() => expect(holder.mayStart(id)).toBeUndefined(), soon);
    expect(scene.problems).toContain('the lease could not be renewed');
  });

  it('outlives the replica that granted it, where there is another one', async () => {
    const other = await scene.another();
    other.change(connectorOf(id));
    const holder = scene.holder({ registryUrls: [scene.registry.url, other.url] });
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.isFrozen = true;
    await eventually(() => expect(other.rows.has(holder.state.instanceId)).toBe(true), soon);
    expect(holder.ready()).toBe(true);
  });

  it('begins with pages where there are more connectors than a grant holds, and with what changed meanwhile', async () => {
    scene.registry.largestSnapshot = 1;
    const other = randomUUID();
    scene.registry.change(connectorOf(other));
    scene.registry.change(halted(randomUUID(), 2));
    const holder = scene.holder();
    await eventually(() => expect(holder.mayStart(other)).toBeUndefined(), soon);
    scene.registry.change(halted(other, 2));
    await eventually(() => expect(holder.mayStart(other)).toBe('INACTIVE'), soon);
    expect(scene.problems).toEqual([]);
  });

  it('begins anew with a snapshot when the epoch has risen', async () => {
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.largestSnapshot = 0;
    scene.registry.epoch = 2;
    await eventually(() => expect(holder.state.epoch).toBe(2), soon);
    expect(holder.mayStart(id)).toBeUndefined();
  });

  it('is of one organization where it is asked for so: nothing is told of others, and no gap is seen', async () => {
    const foreign = randomUUID();
    const holder = scene.holder({ organizationId });
    await eventually(() => expect(scene.registry.listeners).toBe(1), soon);
    const seq = scene.registry.change(connectorOf(foreign, { organizationId: randomUUID() }));
    await eventually(() => expect(holder.state.receivedSeq).toBe(seq), soon);
    expect([holder.mayStart(id), holder.mayStart(foreign)]).toEqual([undefined, 'UNKNOWN']);
  });

  it('ends with LEAVE: no halt waits for it, and another process is another instance', async () => {
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    holder.beginDraining();
    expect([holder.mayStart(id), holder.phase()]).toEqual(['DRAINING', 'DRAINING']);
    await holder.leave();
    expect(scene.registry.rows.get(holder.state.instanceId)?.left).toBe(true);
    expect(scene.registry.report(scene.registry.change(halted(id, 2)))).toMatchObject({ state: 'HALTED', holders: [] });
    const next = scene.holder();
    expect(next.state.instanceId).not.toBe(holder.state.instanceId);
    await eventually(() => expect(next.mayStart(id)).toBe('INACTIVE'), soon);
  });
});

describe('the clock of a holder', () => {
  it('is told to the registry as a rate, once it has run for a while', async () => {
    const scene = await Scene.open();
    const holder = scene.holder();
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    expect(holder.measures().clockRate).toBeUndefined();
    scene.clock.aheadMs += 20_000;
    await eventually(() => expect(holder.measures().clockRate).toBeCloseTo(1, 1), soon);
    await scene.close();
  });
});

describe('a holder that nobody answers', () => {
  it('goes on asking, and says so', async () => {
    const scene = await Scene.open();
    scene.registry.isAway = true;
    const holder = scene.holder();
    await eventually(() => expect(scene.problems.length).toBeGreaterThan(1), soon);
    expect(holder.mayStart(id)).toBe('STALE');
    await scene.close();
  });
});
