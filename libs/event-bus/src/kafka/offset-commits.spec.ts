import type { TopicPartitionOffset } from 'kafkajs';
import { OffsetCommits } from './offset-commits.ts';

const offset = (partition: number, next: number): TopicPartitionOffset => ({ topic: 'tests', partition, offset: String(next) });

describe('OffsetCommits', () => {
  it('puts what is handled during a commit into the next one, the last of each partition only', async () => {
    const held = Promise.withResolvers<void>();
    const committed: TopicPartitionOffset[][] = [];
    const commits = new OffsetCommits(
      async (offsets) => {
        committed.push(offsets);
        await held.promise;
      },
      () => true,
    );
    commits.note(offset(0, 1));
    commits.note(offset(0, 2));
    commits.note(offset(0, 3));
    commits.note(offset(1, 9));
    held.resolve();
    await commits.flush();
    expect(committed).toEqual([[offset(0, 1)], [offset(0, 3), offset(1, 9)]]);
  });

  it('commits with the next one what could not be committed', async () => {
    const committed: TopicPartitionOffset[][] = [];
    let isAway = true;
    const commits = new OffsetCommits(
      async (offsets) => {
        if (isAway) throw new Error('rebalancing');
        committed.push(offsets);
      },
      () => true,
    );
    commits.note(offset(0, 1));
    await commits.flush();
    isAway = false;
    commits.note(offset(1, 5));
    await commits.flush();
    expect(committed).toEqual([[offset(0, 1), offset(1, 5)]]);
  });

  it('never commits for a partition that has gone to another consumer', async () => {
    const committed: TopicPartitionOffset[][] = [];
    const commits = new OffsetCommits(
      async (offsets) => void committed.push(offsets),
      ({ partition }) => partition !== 0,
    );
    commits.note(offset(0, 1));
    commits.note(offset(1, 1));
    await commits.flush();
    expect(committed).toEqual([[offset(1, 1)]]);
  });
});
