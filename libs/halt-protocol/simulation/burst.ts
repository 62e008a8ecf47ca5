import type { World } from './world/world.ts';

/** Some changes of one connector within some hundred milliseconds; then there is a pause, in which a halt that nothing supersedes comes to its result. */
export function burst(world: World): void {
  change(world, world.rng.pick(world.connectorIds), world.rng.pick([1, 2, 4, 4]));
}

function change(world: World, connectorId: string, changes: number): void {
  const replica = world.rng.pick(world.replicas.filter(({ host }) => host.isUp));
  replica?.host.receive(() => replica.change(connectorId));
  if (changes > 1) world.timeline.after(world.rng.between(10, 100), () => change(world, connectorId, changes - 1));
}
