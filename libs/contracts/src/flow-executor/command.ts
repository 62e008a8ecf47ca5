import { z } from 'zod';

/** Members of every command: what it is, and the label of the activity that gives it. */
const command = <T extends string, S extends z.ZodRawShape>(type: T, description: string, shape: S) =>
  z.object({ type: z.literal(type), activityLabel: z.string(), ...shape }).describe(description);

const Prompt = z.object({
  type: z.enum(['tts', 'audioFile']).describe('A text to speak, which may be SSML, or the name of an audio file'),
  value: z.string(),
});
const Voice = z
  .object({ connector: z.string(), name: z.string(), language: z.string(), speakingRate: z.number(), volumeGainDb: z.number() })
  .partial()
  .describe('How texts are spoken, as far as the flow says');
const spoken = { prompts: z.array(Prompt), interruptible: z.boolean(), voice: Voice.optional() };

const priority = z.number().int().nullable().describe('1 is the highest; null where the flow sets none');
const text = z.string();
const textOrNull = z.string().nullable();
const seconds = z.number().nonnegative();

const callerCommands = [
  command('play', 'Play messages to the caller, one after the other', spoken),
  command('play-music', 'Play an audio file', { audio: text, durationSeconds: seconds.nullable().describe('null: to its end') }),
  command('menu', 'Offer a choice of digits. Answer: `digits`, `timeout`, `invalid`', {
    ...spoken,
    options: z.array(z.object({ digit: text, label: text })),
    entryTimeoutSeconds: seconds,
  }),
  command('collect-digits', 'Take digits from the caller. Answer: `digits`, `timeout`, `invalid`', {
    ...spoken,
    minDigits: z.number().int(),
    maxDigits: z.number().int(),
    entryTimeoutSeconds: seconds,
    interDigitTimeoutSeconds: seconds,
    terminator: text.describe('Ends the entry; empty: none does'),
  }),
  command('record', 'Record the caller. Answer: `done` with audioFileData (name and whatever else there is to it)', {
    maxSeconds: seconds,
    silenceTimeoutSeconds: seconds,
    terminator: text,
    playStartTone: z.boolean(),
  }),
  command('upload-audio', 'Keep a recording as the greeting of an agent. Answer: `done`', {
    audioFileType: text,
    greetingPurpose: text,
    audioFileData: z.unknown(),
    agentId: text,
  }),
  command('virtual-agent', 'Let a virtual agent talk to the caller. Answer: `virtual-agent-ended`', {
    connector: text,
    virtualAgentId: text,
    eventName: text,
    eventData: text,
    parameters: z.record(z.string(), z.string()),
    terminationDelaySeconds: seconds,
    transcript: z.boolean(),
  }),
  command('feedback', 'Ask the caller for an opinion. Answer: `done`', { survey: z.record(z.string(), z.string()) }),
  command('send-digits', 'Send tones', { digits: text.describe('A comma is a second of silence') }),
] as const;

const routingCommands = [
  command('queue', 'Put the contact into a queue and go on with the flow. Later, where it was not possible: `queue-failed`', {
    queueId: text,
    priority,
    skills: z.array(z.object({ skill: text, condition: text, value: text })).optional(),
    checkAgentAvailability: z.boolean().optional(),
  }),
  command('queue-to-agent', 'Bring the contact to one agent. Answer: `done` with AgentId, AgentState, AgentIdleCode, FailureCode', {
    agent: z.object({ by: z.enum(['agentId', 'agentEmail']), value: text }),
    reportingQueueId: text,
    recoveryQueueId: text.describe('Where the contact goes when the agent does not take it; empty: nowhere'),
    parkUntilAvailable: z.boolean(),
    priority,
  }),
  command(
    'queue-lookup',
    'Tell how a queue stands. Answer: `done` with PIQ, EWT (ms, -1 unknown), CallsQueuedNow, OldestCallTime and counts of agents',
    {
      queueId: text,
      lookbackMinutes: z.number().int(),
    },
  ),
  command(
    'advanced-queue-info',
    'Tell how the agents of a queue stand. Answer: `done` with PIQ, CurrentGroup, TotalGroups and counts of agents',
    {
      queueId: text,
    },
  ),
  command('set-priority', 'Change the priority of the contact in its queue. Answer: `done`', { priority }),
  command('escalate-queue', 'Open the queue of the contact to more agents. Answer: `done` with CurrentGroup, TotalGroups', {
    to: text.describe('nextGroup or lastGroup'),
  }),
  command('callback', 'Call the contact back when an agent is free. Answer: `done`', {
    number: text,
    ani: text.describe('Number that is shown; empty: the usual one'),
    queueId: textOrNull.describe('null: the queue that the contact is in'),
  }),
  command('schedule-callback', 'Call the contact back at another time. Answer: `done`', {
    number: text,
    customerName: text,
    queueId: text,
    date: text,
    startTime: text,
    endTime: text,
    timezone: text,
  }),
  command('transfer', 'Connect the caller with a number. Answer: `done`, once it is connected (blind) or over (bridged)', {
    mode: z.enum(['blind', 'bridged']),
    number: text,
    headers: z.record(z.string(), z.string()),
    timeoutSeconds: seconds.nullable(),
    digits: text.describe('Sent after the answer'),
  }),
  command('go-to-entry-point', 'Begin the flow of another entry point; this execution is over', { entryPointId: text }),
  command('disconnect', 'End the call', {}),
] as const;

const otherCommands = [
  command('check-business-hours', 'Tell whether a calendar is open now. Answer: `business-hours`', { businessHoursId: text }),
  command('screen-pop', 'Open an address at the desktop of the agent', { url: text, label: text, target: text }),
  command('start-media-stream', 'Send the audio of the call to a destination. Answer: `done`', { destinationId: text }),
  command('control-recording', 'Allow or forbid to record the call', { isEnabled: z.boolean().nullable() }),
  command('set-caller-id', 'Show this number; empty: the usual one', { number: text }),
  command('set-announcement', 'Play these when an agent answers', { greetingPurpose: textOrNull, complianceAudio: textOrNull }),
  command('set-whisper', 'Play these to the agent alone when it answers', spoken),
  command('analyze-call-progress', 'Find out whether a person or a machine has answered. Answer: `done`', {
    minSilenceMs: z.number(),
    analysisMs: z.number(),
    minSpeechMs: z.number(),
    maxAnalysisMs: z.number(),
  }),
  command('evaluate-rules', 'Ask the business rules engine. Answer: `done` with httpStatusCode, httpResponseBody', {
    parameters: z.record(z.string(), z.string()),
    timeoutMs: z.number(),
    retries: z.number(),
  }),
  command('generate-otp', 'Make a one-time password. Answer: `done` with OTP', {
    format: text,
    length: text,
    validity: text,
    resend: text,
    transactionReference: text,
  }),
  command('verify-otp', 'Check a one-time password. Answer: `done` with status, or `resend` as its status', {
    otp: text,
    transactionReference: text,
    prefix: text,
    suffix: text,
  }),
  command('hash', 'Make a one-way hash. Answer: `done` with HashOutput', {
    algorithm: text,
    input: text,
    salt: textOrNull,
    saltEncoding: text,
  }),
  command('send-message', 'Send a message on a custom channel. Answer: `done` with ChannelPayload, TrackingId', {
    channel: text,
    messageType: text,
    text: text,
    appendToTranscript: z.boolean(),
  }),
  command('receive-message', 'Wait for a message on a custom channel. Answer: `done` with ChannelPayload, TrackingId, or `timeout`', {
    channel: text,
    timeoutSeconds: seconds,
    appendToTranscript: z.boolean(),
  }),
] as const;

/** What the voice platform is to do next, in order. Where an answer is named, `failed` is one too. */
export const Command = z.discriminatedUnion('type', [...callerCommands, ...routingCommands, ...otherCommands]);
export type Command = z.infer<typeof Command>;
