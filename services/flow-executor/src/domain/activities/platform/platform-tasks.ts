import { type ActivityKind, end, exitBy } from '../activity.ts';
import { errand, notice } from './task.ts';

export const startMediaStream: ActivityKind = errand({
  command: 'start-media-stream',
  maxVisits: 20,
  compile(source) {
    const destinationId = source.rendered('mediaDestinationId');
    return (scope) => ({ destinationId: destinationId(scope) });
  },
});

export const recordingControl: ActivityKind = notice({
  command: 'control-recording',
  maxVisits: 10,
  compile(source) {
    const consent = source.ofVariable('enableRecording');
    return (scope) => ({ isEnabled: consentOf(consent(scope)) });
  },
});

function consentOf(text: string): boolean | null {
  const answer = text.toLowerCase();
  if (answer === 'true') return true;
  return answer === 'false' ? false : null;
}

/** Often the last activity of its event flow. */
export const setCallerId: ActivityKind = notice(
  {
    command: 'set-caller-id',
    exits: [],
    maxVisits: 100,
    compile(source) {
      const number = source.chosen('callerId');
      return (scope) => ({ number: number(scope) });
    },
  },
  { kind: 'exit', port: 'default', otherwise: end },
);

export const callProgressAnalysis: ActivityKind = errand({
  command: 'analyze-call-progress',
  maxVisits: 10,
  compile(source) {
    const ms = (key: string, fallback: number) => source.integer(key, { fallback, min: 0, max: 60_000 });
    const fields = {
      minSilenceMs: ms('minSilencePeriod', 608),
      analysisMs: ms('analysisPeriod', 2_500),
      minSpeechMs: ms('minValidSpeech', 112),
      maxAnalysisMs: ms('maxTimeAnalysis', 3_000),
    };
    return () => fields;
  },
});

export const generateOtp: ActivityKind = errand({
  command: 'generate-otp',
  isSecret: true,
  failurePort: 'error',
  compile(source) {
    const transactionReference = source.rendered('transactionReference');
    const fields = {
      format: source.text('pinFormat') || 'ALPHANUMERIC',
      length: source.text('pinLength') || '6',
      validity: source.text('pinValidity'),
      resend: source.text('pinResend') || 'GENERATE_NEW',
    };
    return (scope) => ({ ...fields, transactionReference: transactionReference(scope) });
  },
});

export const verifyOtp: ActivityKind = errand(
  {
    command: 'verify-otp',
    exits: [],
    compile(source) {
      const otp = source.ofVariable('pin');
      const transactionReference = source.rendered('transactionReference');
      const fields = { prefix: source.text('pinFormatPrefix'), suffix: source.text('pinFormatSuffix') };
      return (scope) => ({ ...fields, otp: otp(scope), transactionReference: transactionReference(scope) });
    },
  },
  (_scope, { status }) => exitBy(status === 'resend' ? 'resend' : 'default'),
);

export const cryptographicHash: ActivityKind = errand({
  command: 'hash',
  isSecret: true,
  failurePort: 'error',
  compile(source) {
    const input = source.rendered('input');
    const salt = source.flag('applySalt') ? source.rendered('salt') : () => null;
    const fields = { algorithm: source.text('algorithm') || 'SHA256', saltEncoding: source.text('saltEncoding') || 'TEXT' };
    return (scope) => ({ ...fields, input: input(scope), salt: salt(scope) });
  },
});

export const sendMessage: ActivityKind = errand({
  command: 'send-message',
  failurePort: 'error',
  compile(source) {
    const channel = source.rendered('channelName');
    const text = source.rendered('messageText');
    const fields = { messageType: source.text('messageType') || 'text', appendToTranscript: source.text('appendToTranscript') !== 'false' };
    return (scope) => ({ ...fields, channel: channel(scope), text: text(scope) });
  },
});
