import { OrganizationId } from '@patchbay/contracts';
import { InMemoryOutbox } from './in-memory-outbox.ts';

const draft = {
  topic: 'things',
  key: 'a',
  type: 'patchbay.ThingHappened',
  subject: 'a',
  organizationId: OrganizationId.parse('019a3b5c-0000-7000-8000-00000000000a'),
  data: {},
};

describe('InMemoryOutbox', () => {
  it('keeps what was appended and counts the steps', async () => {
    const outbox = new InMemoryOutbox();
    await outbox.append(undefined, [draft]);
    const position = await outbox.append(undefined, [draft, draft]);
    expect(position).toEqual({ seq: 2, epoch: 1 });
    expect(outbox.appended).toEqual([draft, draft, draft]);
  });
});
