import fc from 'fast-check';
import { commands, type Model } from './commands.ts';
import { RealSystem } from './real-system.ts';

describe('holders and registry on a bus that may reorder, lose and repeat', () => {
  it('start nothing beyond the bound, and nothing on what was reported halted (I1, I2, I4)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), commands, async (scheduler, sequence) => {
        const system = new RealSystem(scheduler);
        const setup = () => ({ model: { state: 'ACTIVE', version: 1 } satisfies Model as Model, real: system });
        await fc.scheduledModelRun(scheduler, setup, sequence);
        system.report();
        system.startEverywhere();
        expect(system.broken).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 180_000);
});
