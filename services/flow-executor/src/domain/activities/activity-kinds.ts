import type { ActivityKind } from './activity.ts';
import { businessHours } from './branching/business-hours.ts';
import { caseStatement } from './branching/case-statement.ts';
import { condition } from './branching/condition.ts';
import { percentAllocation } from './branching/percent-allocation.ts';
import { disconnectContact, endFlow } from './contact/ending.ts';
import { screenPop } from './contact/screen-pop.ts';
import { eventRoot, start } from './contact/start.ts';
import { blindTransfer, bridgedTransfer } from './contact/transfer.ts';
import { waitActivity } from './contact/wait-activity.ts';
import { parseActivity } from './data/parse-activity.ts';
import { setVariable } from './data/set-variable.ts';
import { functionActivity } from './flows/function.ts';
import { handOff } from './flows/hand-off.ts';
import { subflowHandoff } from './flows/subflow.ts';
import { httpRequest } from './http-request/http-request.ts';
import * as platform from './platform/platform-tasks.ts';
import { receiveMessage } from './platform/receive-message.ts';
import { rulesRequest } from './platform/rules.ts';
import { queueContact } from './queue/queue-contact.ts';
import * as queue from './queue/queue-tasks.ts';
import { queueToAgent } from './queue/queue-to-agent.ts';
import * as caller from './voice/caller-tasks.ts';
import { collectDigits } from './voice/collect-digits.ts';
import { ivrMenu } from './voice/ivr-menu.ts';
import { playMessage } from './voice/play-message.ts';
import { playMusic } from './voice/play-music.ts';
import { virtualAgent } from './voice/virtual-agent.ts';

/** What the executor runs, by `properties.activityName`. */
export const runnable: ReadonlyMap<string, ActivityKind> = new Map([
  ['NewPhoneContact', start],
  ['NewContact', start],
  ['NewSubFlowStart', start],
  ['start', start],
  ['event', eventRoot],
  ['http-request-v2', httpRequest],
  ['http-request', httpRequest],
  ['parse-activity', parseActivity],
  ['set-variable', setVariable],
  ['condition-activity', condition],
  ['case-statement', caseStatement],
  ['business-hours', businessHours],
  ['percent-allocation', percentAllocation],
  ['play-message', playMessage],
  ['play-music', playMusic],
  ['ivr-menu', ivrMenu],
  ['ivr-collectdigits', collectDigits],
  ['ivr-virtualassistant', virtualAgent],
  ['ivr-virtualassistantvoice', virtualAgent],
  ['record', caller.record],
  ['upload-audio', caller.uploadAudio],
  ['Feedback', caller.feedback],
  ['Feedback-V2', caller.feedback],
  ['send-digits', caller.sendDigits],
  ['set-announcement', caller.setAnnouncement],
  ['set-whisperannouncement', caller.setWhisper],
  ['queue-contact', queueContact],
  ['queue-to-agent', queueToAgent],
  ['queue-lookup', queue.queueLookup],
  ['advanced-queue-info', queue.advancedQueueInfo],
  ['set-contact-priority', queue.setContactPriority],
  ['escalate-cdg', queue.escalateQueue],
  ['callback', queue.callback],
  ['scheduled-callback', queue.scheduledCallback],
  ['blind-transfer', blindTransfer],
  ['bridged-transfer', bridgedTransfer],
  ['screen-pop', screenPop],
  ['wait-activity', waitActivity],
  ['subflow-handoff', subflowHandoff],
  ['hand-off', handOff],
  ['fn-activity', functionActivity],
  ['bre-request', rulesRequest],
  ['start-media-stream', platform.startMediaStream],
  ['RecordingControl', platform.recordingControl],
  ['SetCallerID', platform.setCallerId],
  ['call-progress-analysis', platform.callProgressAnalysis],
  ['generate-otp', platform.generateOtp],
  ['verify-otp', platform.verifyOtp],
  ['cryptographic-hash', platform.cryptographicHash],
  ['SendCustomMessage', platform.sendMessage],
  ['ReceiveMessage', receiveMessage],
  ['disconnect-contact', disconnectContact],
  ['end', endFlow],
  ['end-subflow', endFlow],
]);

/** Begin the main graph. */
export const startKinds: ReadonlySet<string> = new Set(['NewPhoneContact', 'NewContact', 'NewSubFlowStart', 'start']);
