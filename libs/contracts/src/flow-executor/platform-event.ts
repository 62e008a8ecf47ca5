import { z } from 'zod';

const name = z.string().min(1).max(100);
const Outputs = z
  .record(name, z.unknown())
  .refine((outputs) => Object.keys(outputs).length <= 100, { error: 'must not have more than 100 members' })
  .describe('Read in the flow as outputs of the activity or the event; names in any case');
const Failure = { code: z.string().min(1).max(100), description: z.string().max(1_000).optional() };

const contactEvent = <T extends string>(type: T, description: string) =>
  z.strictObject({ type: z.literal(type), outputs: Outputs.optional() }).describe(description);

/** What the voice platform tells an execution: an answer to its last command, or what has happened to the contact. */
export const PlatformEvent = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('digits'), digits: z.string().regex(/^[0-9A-D*#]{1,64}$/) })
    .describe('What the caller has pressed, with the terminator or without it'),
  z.strictObject({ type: z.literal('timeout') }).describe('Nothing came, or the time that was to be waited is over'),
  z.strictObject({ type: z.literal('invalid') }).describe('Something came that is no entry'),
  z.strictObject({ type: z.literal('playback-finished') }).describe('The message or music was heard to its end'),
  z
    .strictObject({
      type: z.literal('business-hours'),
      status: z.enum(['workingHours', 'holidays', 'override', 'default']),
      name: z.string().max(200).optional(),
    })
    .describe('How the calendar stands, and the name of the shift, holiday or override'),
  z
    .strictObject({ type: z.literal('virtual-agent-ended'), result: z.enum(['ENDED', 'ESCALATE']), outputs: Outputs.optional() })
    .describe('Outputs: MetaData, StateEventName, TranscriptURL, LastIntent, ErrorCode'),
  z.strictObject({ type: z.literal('done'), outputs: Outputs.optional() }).describe('The last command is carried out'),
  z.strictObject({ type: z.literal('failed'), ...Failure }).describe('The last command could not be carried out'),
  z.strictObject({ type: z.literal('queue-failed'), ...Failure }).describe('The contact is not in the queue after all'),
  contactEvent('hang-up', 'The contact is over'),
  contactEvent('agent-offered', 'An agent is offered the contact'),
  contactEvent('agent-answered', 'An agent talks to the contact: what was played to it in a queue is cut'),
  contactEvent('agent-disconnected', 'The last agent has left the contact'),
  contactEvent('pre-dial', 'A number is about to be called'),
  contactEvent('campaign-call-result', 'How a call of an outbound campaign began'),
  contactEvent('callback-failed', 'A callback has failed'),
  contactEvent('ani-updated', 'The number of the caller is another one now'),
  contactEvent('reservation-started', 'An agent is reserved for the contact'),
]);
export type PlatformEvent = z.infer<typeof PlatformEvent>;
