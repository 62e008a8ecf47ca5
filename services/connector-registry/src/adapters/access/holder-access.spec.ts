import { AccessUndecided, RoleNotAllowed } from '@patchbay/service-kit';
import { eventually, FixedClock } from '@patchbay/testing';
import { organizationId } from '../../domain/ids.ts';
import { HolderAccess } from './holder-access.ts';

const caller = { kind: 'service', id: 'flow-executor' } as const;

describe('whoever holds a lease', () => {
  function open() {
    const clock = new FixedClock();
    const undecided: unknown[] = [];
    const asked: (string | undefined)[] = [];
    let answer: () => Promise<typeof caller> = async () => caller;
    const holderAccess = new HolderAccess({
      access: {
        authorize: async (_authorization, { organizationId: of }) => {
          asked.push(of);
          return answer();
        },
      },
      clock,
      onUndecided: (error) => undecided.push(error),
    });
    const authorize = (of: string | null = null) => holderAccess.authorize('Bearer x', caller, of === null ? null : organizationId(of));
    return {
      clock,
      undecided,
      asked,
      authorize,
      answers: (next: () => Promise<typeof caller>) => {
        answer = next;
      },
    };
  }

  it('is asked about once in ten seconds, for each organization', async () => {
    const { authorize, asked, clock } = open();
    await authorize();
    await authorize();
    await authorize('o1');
    expect(asked).toEqual([undefined, 'o1']);
    clock.advance(10_000);
    await authorize();
    expect(asked).toEqual([undefined, 'o1', undefined]);
  });

  it('is not let in without a decision, and asked about again the next time', async () => {
    const { authorize, answers } = open();
    answers(() => Promise.reject(new AccessUndecided()));
    await expect(authorize()).rejects.toThrow(AccessUndecided);
    answers(async () => caller);
    await authorize();
  });

  it('goes on while authz does not say, however long', async () => {
    const { authorize, answers, clock, undecided } = open();
    await authorize();
    answers(() => Promise.reject(new AccessUndecided()));
    clock.advance(3_600_000);
    await authorize();
    await eventually(() => expect(undecided).toHaveLength(1), { withinMs: 20_000 });
    await authorize();
  });

  it('does not wait for what is asked again', async () => {
    const { authorize, answers, clock, asked } = open();
    await authorize();
    answers(() => new Promise(() => undefined));
    clock.advance(10_000);
    await authorize();
    await authorize();
    expect(asked).toHaveLength(2);
  });

  it('is refused with the renewal after authz has said no', async () => {
    const { authorize, answers, clock } = open();
    await authorize();
    answers(() => Promise.reject(new RoleNotAllowed()));
    clock.advance(10_000);
    await authorize();
    await eventually(async () => expect(authorize()).rejects.toThrow(RoleNotAllowed), { withinMs: 20_000 });
  });
});
