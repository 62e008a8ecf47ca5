import { Injectable } from '@nestjs/common';
import { GateKeeper } from './gate-keeper.ts';
import { ConnectorSnapshot, Problems, Timers } from './ports.ts';

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** Reads the registry's snapshot into the gate when the process starts, and tries until it succeeds: before that nothing passes. */
@Injectable()
export class SynchronizeGate {
  constructor(
    private readonly snapshot: ConnectorSnapshot,
    private readonly keeper: GateKeeper,
    private readonly timers: Timers,
    private readonly problems: Problems,
  ) {}

  async run(pauseMs = firstPauseMs): Promise<void> {
    try {
      for await (const records of this.snapshot.pages()) this.keeper.applyFromSnapshot(records);
      this.keeper.synchronize();
    } catch (error) {
      this.problems.report('the state of the connectors could not be read from the registry', error);
      this.timers.after(pauseMs, () => void this.run(Math.min(longestPauseMs, pauseMs * 2)));
    }
  }
}
