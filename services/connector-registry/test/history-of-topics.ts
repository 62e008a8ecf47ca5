import { connectorLifecycle, connectorState } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type RunningRegistry, soon } from './running-registry.ts';

/** For consumers that know an event by its id: nothing lost, nothing twice, nothing out of order: every step of the registry's history is on both topics, and each connector's versions count up from 1. */
export async function expectWholeHistory(registry: RunningRegistry): Promise<void> {
  const superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'history-test' });
  const [clock] = await superuser.query<{ seq: number }>('SELECT seq FROM outbox_clock');
  await superuser.close();
  const everyStep = Array.from({ length: clock?.seq ?? 0 }, (_, index) => index + 1);
  for (const topic of [connectorLifecycle.name, connectorState.name]) {
    const read = () => registry.topics.once().filter((event) => event.topic === topic);
    await eventually(() => expect(read().length).toBeGreaterThanOrEqual(everyStep.length), soon);
    const steps = read().map(({ headers }) => Number(headers.ce_registryseq));
    expect(steps.toSorted((one, other) => one - other)).toEqual(everyStep);
    for (const key of new Set(read().map((event) => event.key))) {
      const life = registry.topics.onceOf(topic, key);
      expect(life.map(({ headers }) => Number(headers.ce_version))).toEqual(life.map((_, index) => index + 1));
      const positions = life.map(({ headers }) => Number(headers.ce_registryseq));
      expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    }
  }
}
