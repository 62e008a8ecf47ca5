import type { ActivityKind } from './activity.ts';
import { caseStatement } from './branching/case-statement.ts';
import { condition } from './branching/condition.ts';
import { disconnectContact, endFlow } from './contact/ending.ts';
import { playMessage } from './contact/play-message.ts';
import { playMusic } from './contact/play-music.ts';
import { queueContact } from './contact/queue-contact.ts';
import { eventRoot, start } from './contact/start.ts';
import { parseActivity } from './data/parse-activity.ts';
import { setVariable } from './data/set-variable.ts';
import { httpRequest } from './http-request/http-request.ts';

/** What the executor runs, by `properties.activityName`. */
export const runnable: ReadonlyMap<string, ActivityKind> = new Map([
  ['NewPhoneContact', start],
  ['NewContact', start],
  ['event', eventRoot],
  ['http-request-v2', httpRequest],
  ['http-request', httpRequest],
  ['parse-activity', parseActivity],
  ['set-variable', setVariable],
  ['condition-activity', condition],
  ['case-statement', caseStatement],
  ['play-message', playMessage],
  ['play-music', playMusic],
  ['queue-contact', queueContact],
  ['disconnect-contact', disconnectContact],
  ['end', endFlow],
]);

/** Begin the main graph. */
export const startKinds: ReadonlySet<string> = new Set(['NewPhoneContact', 'NewContact', 'NewSubFlowStart']);

/** What Flow Designer offers and the executor does not run yet. */
export const notRunnableYet: ReadonlySet<string> = new Set([
  'NewSubFlowStart',
  'advanced-queue-info',
  'blind-transfer',
  'bre-request',
  'bridged-transfer',
  'business-hours',
  'call-progress-analysis',
  'callback',
  'cryptographic-hash',
  'end-subflow',
  'escalate-cdg',
  'Feedback',
  'Feedback-V2',
  'fn-activity',
  'generate-otp',
  'hand-off',
  'ivr-collectdigits',
  'ivr-menu',
  'ivr-virtualassistant',
  'ivr-virtualassistantvoice',
  'percent-allocation',
  'queue-lookup',
  'queue-to-agent',
  'ReceiveMessage',
  'record',
  'RecordingControl',
  'scheduled-callback',
  'screen-pop',
  'send-digits',
  'SendCustomMessage',
  'set-announcement',
  'set-contact-priority',
  'set-whisperannouncement',
  'SetCallerID',
  'start-media-stream',
  'subflow-handoff',
  'upload-audio',
  'verify-otp',
  'wait-activity',
]);
