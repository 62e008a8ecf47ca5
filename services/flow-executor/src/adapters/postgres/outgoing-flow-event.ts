import {
  type FlowAttached,
  type FlowDetached,
  type FlowHalted,
  type FlowLabelMoved,
  type FlowPublished,
  type FlowResumed,
  flowLifecycle,
  OrganizationId,
} from '@patchbay/contracts';
import type { OutgoingDraft } from '@patchbay/outbox';
import type { z } from 'zod';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';

type OutgoingData = z.input<
  typeof FlowPublished | typeof FlowLabelMoved | typeof FlowHalted | typeof FlowResumed | typeof FlowDetached | typeof FlowAttached
>;

/** A domain event as the contract has it. */
export function outgoingFlowEvent(event: FlowEvent, traceparent: string | undefined): OutgoingDraft {
  const { type, organizationId, ...data } = event;
  return {
    topic: flowLifecycle.name,
    key: event.flowId,
    type: `patchbay.${type}`,
    subject: event.flowId,
    organizationId: OrganizationId.parse(organizationId),
    traceparent,
    data: data satisfies OutgoingData,
  };
}
