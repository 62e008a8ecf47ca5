import { Call } from '../../../../test/given-call.ts';
import { end, givenFlowOf, speak } from '../../../../test/given-flow.ts';
import { contact, givenGraph, playActivities } from '../../../../test/given-run.ts';
import type { ContactStart } from '../../execution/contact-start.ts';

describe('start', () => {
  it('gives the contact as outputs, by either name and in any case', () => {
    const text =
      '{{NewPhoneContact.ANI}},{{NewContact.dnis}},{{NewPhoneContact.interactionId}},{{NewPhoneContact.OrgId}},{{NewPhoneContact.FlowVersionLabel}},{{NewPhoneContact.Headers["x-tier"]}},{{NewPhoneContact.PSTNRegion}}';
    expect(playActivities({ Say: speak(text) }, ['Say -default-> Done']).commands).toEqual([
      'play +14165550123,+18005550199,i-1,org-1,Live,gold,',
    ]);
  });

  it('tells of a contact that is called back, and nothing of one that is not', () => {
    const names = ['EntryPointId', 'PSTNRegion', 'CallbackType', 'CallbackReason', 'ScheduleSourceInteractionId'];
    const flow = givenFlowOf(
      { Say: speak(names.map((name) => `{{NewPhoneContact.${name}}}`).join(',')), Done: end },
      { links: ['Say -default-> Done'] },
    );
    const heard = (over: Partial<ContactStart>) => new Call(givenGraph(flow), undefined, { ...contact, ...over }).commands();
    const calledBack = { callbackType: 'scheduled', callbackReason: 'Invoice', scheduleSourceInteractionId: 'i-0' };
    expect(heard({ ...calledBack, entryPointId: 'ep-1', pstnRegion: 'us-east' })).toMatchObject([
      { prompts: [{ value: 'ep-1,us-east,scheduled,Invoice,i-0' }] },
    ]);
    expect(heard({})).toMatchObject([{ prompts: [{ value: ',,,,' }] }]);
  });
});
