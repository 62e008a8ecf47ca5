import type { Value } from '../values/value.ts';

/** What the voice platform is to do next, in order. The contract says what each means and how it is answered. */
export type Command = CallerCommand | RoutingCommand | OtherCommand;
export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

interface Any<T extends string> {
  type: T;
  activityLabel: string;
}

export interface Prompt {
  type: 'tts' | 'audioFile';
  value: string;
}

export interface Voice {
  connector?: string;
  name?: string;
  language?: string;
  speakingRate?: number;
  volumeGainDb?: number;
}

export interface Spoken {
  prompts: Prompt[];
  interruptible: boolean;
  voice?: Voice;
}

type Texts = Record<string, string>;

type CallerCommand =
  | (Any<'play'> & Spoken)
  | (Any<'play-music'> & { audio: string; durationSeconds: number | null })
  | (Any<'menu'> & Spoken & { options: { digit: string; label: string }[]; entryTimeoutSeconds: number })
  | (Any<'collect-digits'> &
      Spoken & {
        minDigits: number;
        maxDigits: number;
        entryTimeoutSeconds: number;
        interDigitTimeoutSeconds: number;
        terminator: string;
      })
  | (Any<'record'> & { maxSeconds: number; silenceTimeoutSeconds: number; terminator: string; playStartTone: boolean })
  | (Any<'upload-audio'> & { audioFileType: string; greetingPurpose: string; audioFileData: Value; agentId: string })
  | (Any<'virtual-agent'> & {
      connector: string;
      virtualAgentId: string;
      eventName: string;
      eventData: string;
      parameters: Texts;
      terminationDelaySeconds: number;
      transcript: boolean;
    })
  | (Any<'feedback'> & { survey: Texts })
  | (Any<'send-digits'> & { digits: string });

export interface Skill {
  skill: string;
  condition: string;
  value: string;
}

type RoutingCommand =
  | (Any<'queue'> & { queueId: string; priority: number | null; skills?: Skill[]; checkAgentAvailability?: boolean })
  | (Any<'queue-to-agent'> & {
      agent: { by: 'agentId' | 'agentEmail'; value: string };
      reportingQueueId: string;
      recoveryQueueId: string;
      parkUntilAvailable: boolean;
      priority: number | null;
    })
  | (Any<'queue-lookup'> & { queueId: string; lookbackMinutes: number })
  | (Any<'advanced-queue-info'> & { queueId: string })
  | (Any<'set-priority'> & { priority: number | null })
  | (Any<'escalate-queue'> & { to: string })
  | (Any<'callback'> & { number: string; ani: string; queueId: string | null })
  | (Any<'schedule-callback'> & {
      number: string;
      customerName: string;
      queueId: string;
      date: string;
      startTime: string;
      endTime: string;
      timezone: string;
    })
  | (Any<'transfer'> & { mode: 'blind' | 'bridged'; number: string; headers: Texts; timeoutSeconds: number | null; digits: string })
  | (Any<'go-to-entry-point'> & { entryPointId: string })
  | Any<'disconnect'>;

type OtherCommand =
  | (Any<'check-business-hours'> & { businessHoursId: string })
  | (Any<'screen-pop'> & { url: string; label: string; target: string })
  | (Any<'start-media-stream'> & { destinationId: string })
  | (Any<'control-recording'> & { isEnabled: boolean | null })
  | (Any<'set-caller-id'> & { number: string })
  | (Any<'set-announcement'> & { greetingPurpose: string | null; complianceAudio: string | null })
  | (Any<'set-whisper'> & Spoken)
  | (Any<'analyze-call-progress'> & { minSilenceMs: number; analysisMs: number; minSpeechMs: number; maxAnalysisMs: number })
  | (Any<'evaluate-rules'> & { parameters: Texts; timeoutMs: number; retries: number })
  | (Any<'generate-otp'> & { format: string; length: string; validity: string; resend: string; transactionReference: string })
  | (Any<'verify-otp'> & { otp: string; transactionReference: string; prefix: string; suffix: string })
  | (Any<'hash'> & { algorithm: string; input: string; salt: string | null; saltEncoding: string })
  | (Any<'send-message'> & { channel: string; messageType: string; text: string; appendToTranscript: boolean })
  | (Any<'receive-message'> & { channel: string; timeoutSeconds: number; appendToTranscript: boolean });
