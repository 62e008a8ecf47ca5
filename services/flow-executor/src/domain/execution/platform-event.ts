/** What the voice platform tells an execution. As the contract has it; values that it names are outputs of the activity or event. */
export type PlatformEvent =
  | { readonly type: 'digits'; readonly digits: string }
  | { readonly type: 'timeout' | 'invalid' | 'playback-finished' }
  | { readonly type: 'business-hours'; readonly status: BusinessHours; readonly name?: string | undefined }
  | { readonly type: 'virtual-agent-ended'; readonly result: 'ENDED' | 'ESCALATE'; readonly outputs?: EventOutputs | undefined }
  | { readonly type: 'done'; readonly outputs?: EventOutputs | undefined }
  | { readonly type: 'failed'; readonly code: string; readonly description?: string | undefined }
  | { readonly type: 'queue-failed'; readonly code: string; readonly description?: string | undefined }
  | { readonly type: ContactEventType; readonly outputs?: EventOutputs | undefined };

type BusinessHours = 'workingHours' | 'holidays' | 'override' | 'default';
/** Plain JSON. */
export type EventOutputs = Readonly<Record<string, unknown>>;
export type PlatformEventType = PlatformEvent['type'];

/** What happens to the contact, whatever its flow waits for. The first name is the one of the specification, the others are older or newer. */
export const contactEvents = {
  'hang-up': ['PhoneContactEnded', 'ContactEnded'],
  'agent-offered': ['AgentOffered', 'AgentOfferContact'],
  'agent-answered': ['AgentAnswered', 'AgentAccepted', 'AgentContactAssigned'],
  'agent-disconnected': ['AgentDisconnected', 'FCAsk(ContactLastAgentRemoved)'],
  'pre-dial': ['PreDial', 'ContactPredial'],
  'campaign-call-result': ['OutboundCampaignCallResult', 'ContactOutboundCampaignResult'],
  'callback-failed': ['CallbackFailed', 'ContactCallbackFailed'],
  'ani-updated': ['ContactAniUpdated'],
  'reservation-started': ['ContactReservationStarted'],
} as const;
export type ContactEventType = keyof typeof contactEvents;
export const contactEventTypes = Object.keys(contactEvents) as readonly ContactEventType[];

export function isContactEvent(event: PlatformEvent): event is Extract<PlatformEvent, { type: ContactEventType }> {
  return Object.hasOwn(contactEvents, event.type);
}
