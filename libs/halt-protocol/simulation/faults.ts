import { burst } from './burst.ts';
import type { Fault } from './coverage.ts';
import type { World } from './world/world.ts';

/** What goes wrong, each for a while. Those of the network's noise and of Kafka count themselves where they strike. */
const faults: readonly ((world: World) => Fault | undefined)[] = [
  ({ net, rng }) => {
    const noise = {
      drop: rng.between(0, 0.3),
      duplicate: rng.between(0, 0.3),
      delay: rng.between(0, 0.3),
      slowMs: rng.pick([0, 0, 100, 900]),
    };
    net.disturb(noise, rng.between(1_000, 6_000));
    return undefined;
  },
  (world) => {
    const ms = world.rng.between(300, 5_000);
    const [a, b] = [world.rng.pick(world.replicas).host, world.rng.pick(world.holders).host];
    world.net.cutOff(a, b, ms);
    world.net.cutOff(b, a, ms);
    return undefined;
  },
  // Nothing reaches the holder, from nowhere; what it says may be heard.
  (world) => {
    const holder = world.rng.pick(world.holders).host;
    const ms = world.rng.between(1_000, 5_000);
    for (const { host } of [...world.replicas, world.kafka]) world.net.cutOff(host, holder, ms);
    return 'holder deaf';
  },
  // The same, just when a deactivation comes: what it holds is all it has.
  (world) => {
    const holder = world.rng.pick(world.holders).host;
    for (const { host } of [...world.replicas, world.kafka]) world.net.cutOff(host, holder, world.rng.between(2_000, 6_000));
    world.timeline.after(world.rng.between(0, 300), () => burst(world));
    return 'holder deaf';
  },
  // It hears pushes, and cannot answer.
  (world) => {
    const holder = world.rng.pick(world.holders).host;
    const ms = world.rng.between(300, 5_000);
    for (const { host } of world.replicas) world.net.cutOff(holder, host, ms);
    return 'holder mute';
  },
  (world) => {
    const holder = world.rng.pick(world.holders);
    if (!holder.host.isUp) return undefined;
    holder.kill();
    return 'holder killed';
  },
  (world) => {
    world.rng.pick(world.holders).host.freeze(world.rng.between(100, 6_000));
    return 'holder frozen';
  },
  (world) => {
    world.rng.pick(world.holders).host.suspend(world.rng.between(100, 6_000));
    return 'holder suspended';
  },
  (world) => {
    const holder = world.rng.pick(world.holders);
    if (!holder.host.isUp || holder.state.phase === 'DRAINING') return undefined;
    holder.stop();
    return 'holder drains and leaves';
  },
  (world) => {
    world.rng.pick(world.hostsOfAll).stepWallClock(world.rng);
    return 'wall clock stepped';
  },
  (world) => {
    world.rng.pick(world.replicas).streams.breakOne();
    return undefined;
  },
  (world) => {
    world.rng.pick(world.replicas).killAt = world.rng.pick(['before commit', 'after commit', 'before grant'] as const);
    return undefined;
  },
  (world) => {
    world.rng.pick(world.replicas).host.freeze(world.rng.between(100, 5_000));
    return 'registry frozen';
  },
  (world) => {
    const replica = world.rng.pick(world.replicas);
    world.db.unlisten(replica.host.name);
    world.timeline.after(2_000, () => replica.listen());
    return 'listener lost';
  },
  (world) => {
    outage(world, world.rng.between(100, 4_000));
    return 'database unavailable';
  },
  (world) => failover(world, 'nothing', 'failover'),
  (world) => failover(world, 'lease rows', 'failover loses lease rows'),
  (world) => failover(world, 'commits', 'failover loses commits'),
  (world) => {
    world.kafka.isUp = false;
    world.timeline.after(world.rng.between(500, 5_000), () => {
      world.kafka.isUp = true;
    });
    return 'kafka down';
  },
  (world) => {
    world.kafka.misbehaves = true;
    return undefined;
  },
  // The consumer of one holder stalls, and comes to it later; its lease goes on.
  (world) => {
    world.net.cutOff(world.kafka.host, world.rng.pick(world.holders).host, world.rng.between(1_000, 6_000));
    return 'kafka reader stalled';
  },
  // A relay that was paused wakes and sends what another has sent long ago; so does a retry of a producer.
  (world) => (world.tellAgain(world.rng.pick([1, 3, 10])) ? 'kafka told again' : undefined),
  (world) => {
    world.kafka.poison = 0.2;
    return undefined;
  },
];

function outage(world: World, ms: number): void {
  world.db.isAvailable = false;
  world.timeline.after(ms, () => {
    world.db.isAvailable = true;
  });
}

function failover(world: World, loses: 'nothing' | 'lease rows' | 'commits', fault: Fault): Fault {
  const survivedTo = world.db.failover(loses, world.rng.between(50, 2_000));
  if (loses === 'commits') world.history.lose(survivedTo, world.timeline.now);
  outage(world, world.rng.between(50, 2_000));
  return fault;
}

export function strike(world: World): void {
  const fault = world.rng.pick(faults)(world);
  if (fault !== undefined) world.coverage.count(`fault: ${fault}`);
}

/** Everything works again; what is broken in the data stays so. */
export function healAll(world: World): void {
  world.net.heal();
  world.db.isAvailable = true;
  world.kafka.isUp = true;
  world.kafka.misbehaves = false;
  world.kafka.poison = 0;
  for (const replica of world.replicas) {
    replica.killAt = undefined;
    replica.listen();
  }
}
