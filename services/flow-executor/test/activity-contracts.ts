import type { FlowAnswer } from '../src/domain/execution/advance.ts';
import type { PlatformEvent } from '../src/domain/execution/platform-event.ts';
import type { RequestAnswer } from '../src/domain/request/outbound-request.ts';
import { givenExport } from './given-flow.ts';
import { givenGraph, ok } from './given-run.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What leads out of an activity by one of its exits, and what can be read of it then. */
export interface Way {
  /** `null`: the flow is over, or another one goes on. */
  by: string | null;
  given?: PlatformEvent | RequestAnswer | FlowAnswer;
  properties?: Properties;
  outputs?: Readonly<Record<string, unknown>>;
  random?: number;
}

export interface Contract {
  properties?: Properties;
  ways: readonly Way[];
  /** None where nothing in it can fail. */
  fails?: Way;
}

const done = (outputs: Readonly<Record<string, unknown>> = {}) => ({ type: 'done', outputs }) as const;
const failed = { type: 'failed', code: '6', description: 'system error' } as const;
const failure = { FailureCode: '6', FailureDescription: 'system error' };
const digits = (text: string) => ({ type: 'digits', digits: text }) as const;
const hours = (status: 'workingHours' | 'holidays' | 'override' | 'default') => ({ type: 'business-hours', status, name: 'n' }) as const;
const subflow = { kind: 'flow', flowId: 'f', versionNumber: 1, graph: endAtOnce() } as const;
const missing = { kind: 'refusal', code: 'flow.not-found', message: 'none' } as const;
const broken = '{{ "a" * 2 }}';
const asked = { connectorId: 'c', httpRequestPath: '/x', httpRequestMethod: 'GET', authenticated: true };
const answered = { httpStatusCode: 200, httpResponseBody: '{"a":1}', httpResponseHeaders: { 'x-a': 'b' } };

function endAtOnce() {
  const activities = { Start: { activityName: 'NewSubFlowStart' }, End: { activityName: 'end-subflow' } };
  return givenGraph(givenExport({ activities, links: ['Start -out-> End'] }));
}

/** Asks the platform, goes on by `default` when it is done with what it tells, and by this exit when it failed. */
const errand = (by: 'error' | 'failure', properties: Properties = {}, outputs: Readonly<Record<string, unknown>> = {}): Contract => ({
  properties,
  ways: [{ by: 'default', given: done(outputs), outputs: { FailureCode: 0, FailureDescription: '', ...outputs } }],
  fails: { by, given: failed, outputs: failure },
});
/** Tells the platform, and does not wait. */
const notice = (properties: Properties, key: string): Contract => ({
  properties,
  ways: [{ by: 'default' }],
  fails: { by: 'error', properties: { [key]: broken } },
});
const request: Contract = {
  properties: asked,
  ways: [
    { by: 'default', given: ok({ a: 1 }, 200, { 'x-a': 'b' }), outputs: answered },
    { by: 'default', given: ok('', 503), outputs: { httpStatusCode: 503, httpResponseBody: '' } },
  ],
  fails: { by: 'error', given: { kind: 'failure', code: 'TIMEOUT' } },
};
const menu = { toggle: true, promptsTts: [{ value: 'x' }], menuLinks: ['1'], 'menuLinks:input': ['One'] };
const agent: Contract = {
  ways: [
    {
      by: 'ENDED',
      given: { type: 'virtual-agent-ended', result: 'ENDED', outputs: { MetaData: { a: 1 } } },
      outputs: { MetaData: { a: 1 } },
    },
    {
      by: 'ESCALATE',
      given: { type: 'virtual-agent-ended', result: 'ESCALATE', outputs: { StateEventName: 'x', LastIntent: 'y', TranscriptURL: 'z' } },
      outputs: { StateEventName: 'x', LastIntent: 'y', TranscriptURL: 'z', ErrorCode: 'no_error' },
    },
  ],
  fails: { by: 'error', given: failed, outputs: { ErrorCode: '6' } },
};
const goTo = (handOffTo: string) => ({ handOffFlow: { handOffTo, isEntryPoint: false } });
export const starting: Contract = { ways: [] };

export const contracts: Readonly<Record<string, Contract>> = {
  NewPhoneContact: starting,
  NewContact: starting,
  NewSubFlowStart: starting,
  start: starting,
  event: starting,
  'http-request-v2': request,
  'http-request': request,
  'parse-activity': {
    properties: { inputVariable: 'json', contentType: 'JSON', outputVariableArray: [{ outputVariable: 'text', jsonPathExp: '$.a' }] },
    ways: [{ by: 'default' }, { by: 'default', properties: { inputVariable: 'empty' } }],
    fails: { by: 'error', properties: { inputVariable: 'text' } },
  },
  'set-variable': {
    properties: { srcVariable: 'text', expr: 'y' },
    ways: [{ by: 'out' }],
    fails: { by: 'error', properties: { expr: broken } },
  },
  'condition-activity': {
    properties: { expression: '{{ text == "x" }}' },
    ways: [{ by: 'true' }, { by: 'false', properties: { expression: '{{ missing }}' } }],
    fails: { by: 'error', properties: { expression: broken } },
  },
  'case-statement': {
    properties: { expression: '{{text}}', menuLinks: ['0', '1'], 'menuLinks:input': ['y', 'x'] },
    ways: [{ by: '1' }, { by: 'default', properties: { expression: 'z' } }, { by: '0', properties: { expression: 'y' } }],
    fails: { by: 'error', properties: { expression: broken } },
  },
  'business-hours': {
    properties: { businessHoursRadioGroup: 'staticBusinessHours', businessHoursId: 'h' },
    ways: [
      {
        by: 'workingHours',
        given: hours('workingHours'),
        outputs: { Status: 'workingHours', WorkingHoursShift_Name: 'n', Holidays_Name: '' },
      },
      { by: 'holidays', given: hours('holidays'), outputs: { Status: 'holidays', Holidays_Name: 'n' } },
      { by: 'override', given: hours('override'), outputs: { Status: 'override', Overrides_Name: 'n' } },
      { by: 'default', given: hours('default'), outputs: { Status: 'default' } },
    ],
    fails: { by: 'error', given: failed },
  },
  'percent-allocation': {
    properties: { allocations: ['0', '1'], 'allocations:input': ['{"percent":30,"desc":"A"}', '{"percent":70,"desc":"B"}'] },
    ways: [
      { by: '0', random: 0.29, outputs: { percentage: 30, description: 'A' } },
      { by: '1', random: 0.3, outputs: { percentage: 70, description: 'B' } },
    ],
  },
  'play-message': {
    properties: { toggle: true, promptsTts: [{ value: 'x' }] },
    ways: [{ by: 'default' }],
    fails: { by: 'error', properties: { promptsTts: [{ value: broken }] } },
  },
  'play-music': { properties: { prompt: 'a.wav' }, ways: [{ by: 'default' }], fails: { by: 'error', properties: { prompt: broken } } },
  'ivr-menu': {
    properties: menu,
    ways: [
      { by: '1', given: digits('1'), outputs: { OptionEntered: '1' } },
      { by: 'invalid', given: digits('2'), outputs: { OptionEntered: '2' } },
      { by: 'invalid', given: { type: 'invalid' } },
      { by: 'timeout', given: { type: 'timeout' } },
    ],
    fails: { by: 'error', given: failed },
  },
  'ivr-collectdigits': {
    properties: { toggle: true, promptsTts: [{ value: 'x' }], minDigits: 2, maxDigits: 3, terminatorSymbol: '#' },
    ways: [
      { by: 'default', given: digits('12#'), outputs: { DigitsEntered: '12' } },
      { by: 'invalid', given: digits('1'), outputs: { DigitsEntered: '1' } },
      { by: 'timeout', given: { type: 'timeout' }, outputs: { DigitsEntered: '' } },
    ],
    fails: { by: 'error', given: failed, outputs: failure },
  },
  'ivr-virtualassistant': agent,
  'ivr-virtualassistantvoice': agent,
  record: errand('error', {}, { audioFileData: { name: 'a.wav' } }),
  'upload-audio': errand('error'),
  Feedback: errand('error'),
  'Feedback-V2': errand('error'),
  'send-digits': notice({ transferoutdigits: '1' }, 'transferoutdigits'),
  'set-announcement': notice({ toggleAgentGreeting: true, attributeTag: 'x' }, 'attributeTag'),
  'set-whisperannouncement': {
    ...notice({ toggle: true, promptsTts: [{ value: 'x' }] }, 'x'),
    fails: { by: 'error', properties: { promptsTts: [{ value: broken }] } },
  },
  'queue-contact': {
    properties: { destination: 'q' },
    ways: [{ by: 'default', outputs: { QueueId: 'q', FailureCode: '', FailureDescription: '' } }],
    fails: { by: 'failure', properties: { destination: '{{missing}}' }, outputs: { QueueId: '', FailureCode: 'flow.queue-unresolved' } },
  },
  'queue-to-agent': errand(
    'error',
    { destinationVariable: '{{text}}', reportingQueue: 'q' },
    { AgentId: 'a', AgentState: 'Available', AgentIdleCode: '' },
  ),
  'queue-lookup': {
    ...errand('failure', { destination: 'q' }),
    ways: [
      { by: 'default', given: done({ PIQ: 1, EWT: 5 }), outputs: { PIQ: 1, EWT: 5 } },
      { by: 'insufficientdata', given: done({ PIQ: 1, EWT: -1 }), outputs: { PIQ: 1, EWT: -1 } },
    ],
  },
  'advanced-queue-info': errand('failure', { destination: 'q' }, { LoggedOnAgentsAll: 3 }),
  'set-contact-priority': errand('failure', { priority: 1 }),
  'escalate-cdg': errand('error'),
  callback: errand('failure', { callbackDn: '1' }),
  'scheduled-callback': errand('failure', { callbackDn: '1' }),
  'blind-transfer': {
    properties: { transfertodn: '1' },
    ways: [{ by: null, given: done() }],
    fails: { by: 'failure', given: failed, outputs: failure },
  },
  'bridged-transfer': errand('failure', { transfertodn: '1' }),
  'screen-pop': notice({ screenPopUrl: 'https://crm.example' }, 'screenPopUrl'),
  'wait-activity': { properties: { duration: '00:00:05' }, ways: [{ by: 'default', given: { type: 'timeout' } }] },
  'subflow-handoff': {
    properties: { subflowId: 'f', subflowName: 'F' },
    ways: [{ by: 'default', given: subflow }],
    fails: { by: 'error', given: missing },
  },
  'hand-off': {
    properties: goTo('f'),
    ways: [{ by: null, given: subflow }],
    fails: { by: 'error', properties: goTo('{{missing}}') },
  },
  'fn-activity': { ways: [], fails: { by: 'error' } },
  'bre-request': errand('error', { httpQueryParameters: {} }, { httpStatusCode: 200, httpResponseBody: '{}' }),
  'start-media-stream': errand('failure'),
  RecordingControl: notice({ enableRecording: 'true' }, 'enableRecording'),
  SetCallerID: notice({ callerId: '1' }, 'callerId'),
  'call-progress-analysis': errand('failure', {}, { CPAResult: 'HUMAN' }),
  'generate-otp': errand('error', {}, { pin: '1234' }),
  'verify-otp': {
    ...errand('failure', { pin: '{{text}}', transactionReference: 't' }),
    ways: [
      { by: 'default', given: done({ status: 'success' }), outputs: { status: 'success' } },
      { by: 'resend', given: done({ status: 'resend' }), outputs: { status: 'resend' } },
    ],
  },
  'cryptographic-hash': errand('error', { input: 'x' }, { hash: 'abc' }),
  SendCustomMessage: errand('error', { channelName: 'c' }),
  ReceiveMessage: {
    ...errand('error', { channelName: 'c' }),
    ways: [
      { by: 'default', given: done({ messageText: 'hello' }), outputs: { messageText: 'hello', FailureCode: 0 } },
      { by: 'timeout', given: { type: 'timeout' } },
    ],
  },
  'disconnect-contact': { ways: [{ by: null }] },
  end: { ways: [{ by: null }] },
  'end-subflow': { ways: [{ by: null }] },
};
