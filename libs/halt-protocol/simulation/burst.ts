import type { World } from './world/world.ts';

/** Some changes of one connector within some hundred milliseconds, or within ten; then there is a pause, in which a halt that nothing supersedes comes to its result. */
export function burst(world: World): void {
  const { rng } = world;
  const isFast = rng.chance(0.3);
  change(world, rng.pick(world.connectorIds), { changes: rng.pick(isFast ? [3, 4] : [1, 2, 4, 4]), isFast });
}

interface Burst {
  changes: number;
  /** Three within 10 ms. */
  isFast: boolean;
}

function change(world: World, connectorId: string, { changes, isFast }: Burst): void {
  const { rng } = world;
  const replica = rng.pick(world.replicas.filter(({ host }) => host.isUp));
  replica?.host.receive(() => replica.change(connectorId));
  if (changes > 1) {
    const gapMs = isFast ? rng.between(0.5, 4) : rng.between(10, 100);
    world.timeline.after(gapMs, () => change(world, connectorId, { changes: changes - 1, isFast }));
  } else if (isFast && replica !== undefined) world.coverage.count('fault: three changes at once');
}
