import { PostgresListener } from '@patchbay/postgres';
import type { Change } from '../../../application/holders/ports.ts';
import { organizationId } from '../../../domain/ids.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { PostgresChanges } from './postgres-changes.ts';

const ours = organizationId('a0000000-0000-4000-8000-000000000001');
const change = (seq: number): Change => ({ epoch: 1, seq, organizationId: ours, record: { version: seq, organizationId: ours } });

describe('changes that this process has committed itself', () => {
  async function followed({ head }: { head: number }) {
    const history = { head, reads: 0 };
    const query = async (_statement: string, [after]: [number]) => {
      history.reads += 1;
      const clock = { seq: history.head, epoch: 1 };
      if (after >= history.head) return [{ ...clock, stepSeq: null, stepEpoch: 1, changes: 0, told: null }];
      const steps = Array.from({ length: history.head - after }, (_, index) => after + index + 1);
      return steps.map((stepSeq) => ({
        ...clock,
        stepSeq,
        stepEpoch: 1,
        changes: 1,
        told: [{ organizationId: ours, record: { version: stepSeq } }],
      }));
    };
    const listener = new PostgresListener({ url: '', applicationName: 'test', onError: () => undefined });
    const changes = new PostgresChanges({
      database: { system: { query } } as unknown as RegistryDatabase,
      listener,
      onError: (error) => {
        throw error;
      },
    });
    const told: Change[] = [];
    const end = changes.subscribe((news) => told.push(...news));
    await settled();
    return { changes, told, history, end };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are told in the same turn, without reading them', async () => {
    const { changes, told, history, end } = await followed({ head: 4 });
    const before = history.reads;
    changes.committed(change(5));
    changes.committed(change(6));
    expect([told, history.reads]).toEqual([[change(5), change(6)], before]);
    end();
  });

  it('are read where another process has committed one in between', async () => {
    const { changes, told, history, end } = await followed({ head: 4 });
    history.head = 6;
    changes.committed(change(6));
    expect(told).toEqual([]);
    await settled();
    expect(told).toEqual([change(5), change(6)]);
    end();
  });

  it("are nobody's business before the position is known", async () => {
    const { changes, told, end } = await followed({ head: 4 });
    end();
    changes.committed(change(5));
    expect(told).toEqual([]);
  });
});
