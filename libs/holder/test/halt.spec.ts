import { randomUUID } from 'node:crypto';
import type { HeldConnector } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type Holder, joinAsHolder } from '../src/index.ts';
import { connectorOf, halted, Scene, soon } from './registry-and-holder.ts';

const id = randomUUID();
const inOrder = (version: number) => [`close below ${version}`, `drop tokens below ${version}`, `abort below ${version}`];

describe('a halt', () => {
  let scene: Scene;
  let holder: Holder<HeldConnector>;

  beforeEach(async () => {
    scene = await Scene.open();
    scene.registry.change(connectorOf(id));
    holder = scene.holder();
    await eventually(() => expect(scene.registry.listeners).toBe(1), soon);
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.handlers.did.length = 0;
  });
  afterEach(() => scene.close());

  const reported = (seq: number, report: object) => eventually(() => expect(scene.registry.report(seq)).toMatchObject(report), soon);
  const kafka = (record: object, seq = 99) => holder.kafka({ epoch: 1, seq, record: record as HeldConnector });
  const closures = () => scene.registry.acks.flatMap((ack) => ack.closures);

  it('closes the gate, drops tokens, aborts calls, in this order, and is acknowledged then', async () => {
    const seq = scene.registry.change(halted(id, 2));
    await reported(seq, { state: 'HALTED', holders: [{ instanceId: holder.state.instanceId, outcome: 'acked' }] });
    expect(holder.mayStart(id, 1)).toBe('INACTIVE');
    expect([scene.handlers.did, scene.told]).toEqual([inOrder(2), ['push']]);
    await eventually(() => expect(closures()).toMatchObject([{ connectorId: id, belowVersion: 2, aborted: 2, draining: 0 }]), soon);
  });

  it('of which the push is lost is closed by the next renewal', async () => {
    scene.registry.losesPushes = true;
    const seq = scene.registry.change(halted(id, 2));
    await reported(seq, { state: 'HALTED' });
    expect([holder.mayStart(id), scene.told]).toEqual(['INACTIVE', ['renewal']]);
  });

  it('of which only Kafka tells is closed at once; Kafka never opens', async () => {
    scene.registry.losesPushes = true;
    scene.registry.isAway = true;
    kafka(halted(id, 2));
    expect([holder.mayStart(id), scene.told]).toEqual(['INACTIVE', ['kafka']]);
    kafka(connectorOf(id, { version: 3 }), 100);
    expect(holder.mayStart(id, 3)).toBe('INACTIVE');
    scene.registry.change(halted(id, 2));
    scene.registry.change(connectorOf(id, { version: 3 }));
    scene.registry.isAway = false;
    await eventually(() => expect(holder.mayStart(id, 3)).toBeUndefined(), soon);
  });

  it('that was missed as a whole still stops what ran before it', async () => {
    scene.registry.losesPushes = true;
    scene.registry.change(halted(id, 2));
    scene.registry.change(connectorOf(id, { version: 3 }));
    await eventually(() => expect(holder.mayStart(id, 3)).toBeUndefined(), soon);
    expect(scene.handlers.did).toEqual([...inOrder(3), 'open 3']);
    expect(holder.mayStart(id, 1)).toBe('VERSION_PASSED');
  });

  it('is not acknowledged before its calls have ended, and one of another connector need not wait for it', async () => {
    const other = randomUUID();
    scene.registry.change(connectorOf(other));
    const ended = Promise.withResolvers<void>();
    scene.handlers.onAbort = () => ended.promise;
    const seq = scene.registry.change(halted(id, 2));
    await eventually(() => expect(scene.handlers.did).toContain('drop tokens below 2'), soon);
    scene.handlers.onAbort = () => undefined;
    const later = scene.registry.change(halted(other, 2));
    await eventually(() => expect(holder.state.receivedSeq).toBe(later), soon);
    expect(scene.registry.report(seq).holders).toMatchObject([{ outcome: 'pending' }]);
    ended.resolve();
    await reported(later, { state: 'HALTED' });
    await reported(seq, { state: 'HALTED' });
  });

  it('of which a step fails is tried again, and is not acknowledged meanwhile', async () => {
    let failures = 2;
    scene.handlers.onAbort = () => (failures-- > 0 ? Promise.reject(new Error('not now')) : undefined);
    const seq = scene.registry.change(halted(id, 2));
    await eventually(() => expect(scene.problems.some((what) => what.includes('not acknowledged before it is done'))).toBe(true), soon);
    await reported(seq, { state: 'HALTED' });
    expect(failures).toBe(-1);
  });

  it('that drains is acknowledged with how many go on, and told again when the last has ended', async () => {
    const ended = Promise.withResolvers<number>();
    scene.handlers.drain = { draining: 3, ended: ended.promise };
    const seq = scene.registry.change(halted(id, 2, { haltMode: 'drain' }));
    await reported(seq, { state: 'HALTED' });
    await eventually(() => expect(closures()).toMatchObject([{ draining: 3, aborted: 0 }]), soon);
    ended.resolve(1);
    await eventually(() => expect(closures()).toMatchObject([{ draining: 3 }, { draining: 0, aborted: 1 }]), soon);
  });

  it('of which the acknowledgement does not arrive is acknowledged again', async () => {
    scene.registry.losesPushes = true;
    scene.registry.isAway = true;
    const seq = scene.registry.change(halted(id, 2));
    kafka(halted(id, 2), seq);
    await eventually(() => expect(scene.problems).toContain('an acknowledgement did not arrive'), soon);
    scene.registry.isAway = false;
    await reported(seq, { state: 'HALTED' });
    await eventually(() => expect(closures()).toMatchObject([{ belowVersion: 2, aborted: 2 }]), soon);
  });

  it('by a message that cannot be read closes, until a newer version comes', async () => {
    holder.poison(id);
    expect(holder.mayStart(id)).toBe('QUARANTINED');
    scene.registry.change(connectorOf(id, { version: 2 }));
    await eventually(() => expect(holder.mayStart(id)).toBeUndefined(), soon);
  });
});

describe('the push stream', () => {
  it('is opened again when it breaks off, and when it falls silent', async () => {
    const scene = await Scene.open();
    const holder = scene.holder();
    await eventually(() => expect(scene.registry.listeners).toBe(1), soon);
    scene.registry.endStreams();
    await eventually(() => expect(scene.registry.streamsOpened).toBe(2), soon);
    scene.registry.isFrozen = true;
    await eventually(() => expect(scene.problems.filter((what) => what.includes('push stream')).length).toBeGreaterThan(1), soon);
    scene.registry.isFrozen = false;
    await eventually(() => expect(scene.registry.streamsOpened).toBeGreaterThan(2), soon);
    expect(holder.phase()).not.toBe('LEFT');
    await scene.close();
  });
});

describe('an enforcement point that cannot drain', () => {
  it('aborts instead', async () => {
    const scene = await Scene.open();
    scene.registry.change(connectorOf(id));
    const abortCalls = () => 4;
    const holder = joinAsHolder({ registryUrls: [scene.registry.url], token: async () => 't', kind: 'external', abortCalls });
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    scene.registry.change(halted(id, 2, { haltMode: 'drain' }));
    await eventually(() => expect(scene.registry.acks.flatMap((ack) => ack.closures)).toMatchObject([{ aborted: 4, draining: 0 }]), soon);
    await holder.leave();
    await scene.close();
  });
});
