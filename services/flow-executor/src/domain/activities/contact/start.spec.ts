import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

describe('start', () => {
  it('gives the contact as outputs, by either name and in any case', () => {
    const text =
      '{{NewPhoneContact.ANI}},{{NewContact.dnis}},{{NewPhoneContact.interactionId}},{{NewPhoneContact.OrgId}},{{NewPhoneContact.FlowVersionLabel}},{{NewPhoneContact.Headers["x-tier"]}},{{NewPhoneContact.PSTNRegion}}';
    expect(playActivities({ Say: speak(text) }, ['Say -default-> Done']).commands).toEqual([
      'play +14165550123,+18005550199,i-1,org-1,Live,gold,',
    ]);
  });
});
