import { aDeletion, given, someOperation as operation, organization } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { finishStep, type Operation } from '../domain/operation.ts';
import { AwaitOperation } from './await-operation.ts';
import { OperationChanges } from './ports.ts';

/** Each wait is answered by what the test has lined up. */
class ScriptedChanges extends OperationChanges {
  ended = 0;

  constructor(private readonly onWait: (withinMs: number) => Promise<boolean>) {
    super();
  }

  override watch() {
    return {
      next: this.onWait,
      end: () => {
        this.ended += 1;
      },
    };
  }
}

describe('AwaitOperation', () => {
  async function open(onWait: (parts: ReturnType<typeof openUseCases>, withinMs: number) => Promise<boolean>) {
    const parts = openUseCases();
    const planned = aDeletion();
    await parts.insert(given({ state: 'DELETING' }));
    await parts.unitOfWork.run(organization, ({ operations }) => operations.insert(planned));
    const changes = new ScriptedChanges((withinMs) => onWait(parts, withinMs));
    const awaitOperation = new AwaitOperation(parts.registry.reader, changes, parts.follow, parts.clock);
    return { changes, awaitOperation, planned };
  }

  it('answers at once when nobody wants to wait', async () => {
    const { awaitOperation, changes } = await open(() => Promise.reject(new Error('nobody waits')));
    expect((await awaitOperation.execute(organization, operation, 0)).view.operation.state).toBe('RUNNING');
    expect(changes.ended).toBe(1);
  });

  it('answers when the operation has ended', async () => {
    const { awaitOperation } = await open(async ({ unitOfWork, registry, clock }) => {
      const view = await registry.reader.getOperation(organization, operation);
      const next: Operation = finishStep(view.operation, clock.now());
      await unitOfWork.run(organization, ({ operations }) => operations.save(next, 0));
      return true;
    });
    expect((await awaitOperation.execute(organization, operation, 30_000)).view.operation.state).toBe('SUCCEEDED');
  });

  it('answers when the time is over, and waits no longer than is left of it', async () => {
    const waits: number[] = [];
    const { awaitOperation, changes } = await open(async ({ clock }, withinMs) => {
      waits.push(withinMs);
      clock.advance(400);
      return true;
    });
    expect((await awaitOperation.execute(organization, operation, 1_000)).view.operation.state).toBe('RUNNING');
    expect([waits, changes.ended]).toEqual([[1_000, 600, 200], 1]);
  });

  it('answers when the process stops', async () => {
    const { awaitOperation } = await open(async () => false);
    expect((await awaitOperation.execute(organization, operation, 30_000)).view.operation.state).toBe('RUNNING');
  });
});
