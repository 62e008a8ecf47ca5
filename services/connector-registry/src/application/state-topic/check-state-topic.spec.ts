import type { Remedy, Sighting, StateMark } from '../../domain/state-topic/verdict.ts';
import { CheckStateTopic } from './check-state-topic.ts';
import { type StateCheck, StateLedger, StateTopic } from './state-topic-ports.ts';

const mark = (version: number): StateMark => ({ version, fingerprint: 7 });

describe('CheckStateTopic', () => {
  let told: string[];
  let isPublished: boolean;
  let checks: StateCheck[];

  beforeEach(() => {
    [told, isPublished, checks] = [[], true, []];
  });

  const ledger = new (class extends StateLedger {
    override async readMarks() {
      told.push('read the database');
      return new Map([
        ['same', mark(3)],
        ['older', mark(3)],
        ['moved', mark(3)],
        ['missing', mark(1)],
      ]);
    }
    override async untilPublished() {
      told.push('wait for the relay');
      return isPublished;
    }
    override async mend(connectorId: string, { registry, topic }: Sighting): Promise<Remedy> {
      told.push(`mend ${connectorId} ${registry?.version} ${topic?.version}`);
      return connectorId === 'moved' ? 'leave' : connectorId === 'unknown' ? 'ahead' : 'publish';
    }
    override async forgetDeletedBefore(): Promise<number> {
      return 0;
    }
  })();
  const topic = new (class extends StateTopic {
    override async read() {
      told.push('read the topic');
      return new Map([
        ['same', mark(3)],
        ['older', mark(2)],
        ['moved', mark(4)],
        ['unknown', mark(1)],
      ]);
    }
  })();
  const check = () =>
    new CheckStateTopic(ledger, topic, {
      checked: (done) => void checks.push(done),
      comparedMirrors: () => undefined,
      forgot: () => undefined,
    }).execute(new AbortController().signal);

  it('reads the topic when everything is there that was read in the database, and mends what is not alike', async () => {
    const result = await check();
    expect(told).toEqual([
      'read the database',
      'wait for the relay',
      'read the topic',
      'mend older 3 2',
      'mend moved 3 4',
      'mend missing 1 undefined',
      'mend unknown undefined 1',
    ]);
    expect(result).toEqual({
      compared: 5,
      published: ['older', 'missing'],
      ahead: [{ connectorId: 'unknown', topicVersion: 1, known: false }],
    });
    expect(checks).toEqual([result]);
  });

  it('takes nothing for a difference while events wait to be published', async () => {
    isPublished = false;
    await expect(check()).rejects.toMatchObject({ kind: 'unavailable', code: 'state-topic.behind' });
    expect(told).toEqual(['read the database', 'wait for the relay']);
    expect(checks).toEqual([]);
  });
});
