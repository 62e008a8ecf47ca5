import { givenFlow, noon } from '../../../test/support/given.ts';
import { lockFlow, requireChangeable, unlockFlow } from './lock.ts';
import { FlowLocked, FlowNotFound } from './refusals.ts';

const locked = { by: 'ada', since: noon };
const later = new Date(noon.getTime() + 1);

describe('a lock', () => {
  it('lets one developer change the flow, and nobody else', () => {
    const flow = lockFlow(givenFlow(), 'ada', noon);
    expect(flow.locked).toEqual(locked);
    expect(() => requireChangeable(flow, 'ada')).not.toThrow();
    expect(() => requireChangeable(flow, 'bob')).toThrow(new FlowLocked(locked));
    expect(() => lockFlow(flow, 'bob', later)).toThrow(FlowLocked);
  });

  it('stays as it was when its owner locks again', () => {
    expect(lockFlow(givenFlow({ locked }), 'ada', later).locked).toEqual(locked);
  });

  it('is taken away by its owner, or by whoever may break it', () => {
    const flow = givenFlow({ locked });
    expect([unlockFlow(flow, 'ada', false).locked, unlockFlow(flow, 'root', true).locked]).toEqual([null, null]);
    expect(() => unlockFlow(flow, 'bob', false)).toThrow(FlowLocked);
    expect(unlockFlow(givenFlow(), 'bob', false).locked).toBeNull();
  });

  it('is not there on a flow that is leaving', () => {
    const flow = givenFlow({ isLeaving: true, locked });
    for (const act of [() => requireChangeable(flow, 'ada'), () => lockFlow(flow, 'ada', noon), () => unlockFlow(flow, 'ada', true)])
      expect(act).toThrow(FlowNotFound);
  });

  it('changes nothing that others have seen', () => {
    const flow = givenFlow({ revision: 4 });
    expect(lockFlow(flow, 'ada', noon).revision).toBe(4);
  });
});
