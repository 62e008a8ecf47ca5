import { authzEvents, OrganizationId, type TopicEvent } from '@patchbay/contracts';
import type { OutgoingDraft } from '@patchbay/outbox';
import type { AccessEvent } from '../../domain/access-event.ts';

/** All events of an organization share its key: they arrive in the order in which they happened. */
export function draftOf(event: AccessEvent, traceparent: string | undefined): OutgoingDraft {
  const { organizationId } = event;
  return {
    topic: authzEvents.name,
    key: organizationId,
    subject: organizationId,
    organizationId: OrganizationId.parse(organizationId),
    traceparent,
    ...promised(event),
  };
}

function promised(event: AccessEvent): TopicEvent<typeof authzEvents> {
  switch (event.type) {
    case 'OrganizationLicenceChanged': {
      const { licence, previous, actor } = event;
      return { type: 'patchbay.OrganizationLicenceChanged', data: { licence, previous, actor } };
    }
    case 'RoleAssigned':
    case 'RoleRevoked': {
      const { type, userId, role, actor } = event;
      return { type: `patchbay.${type}`, data: { userId, role, actor } };
    }
  }
}
