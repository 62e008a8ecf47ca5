import { Command } from '@patchbay/contracts';
import { Call } from '../../../../test/given-call.ts';
import { end, speak } from '../../../../test/given-flow.ts';

const variables = [
  { name: 'who', value: 'agent-7' },
  { name: 'yes', type: 'BOOLEAN', value: 'true' },
  { name: 'audio', type: 'JSON', value: '{"name":"x.wav"}' },
];

type Properties = Record<string, unknown>;
const toAgent = {
  activityName: 'queue-to-agent',
  destinationLookupType: 'agentEmail',
  destinationVariable: '{{who}}',
  reportingQueue: 'q-1',
  recoveryQueue: 'q-2',
};

/** What is asked of the platform, and waited for: properties, command, and the exit of a failure. */
const errands: [string, Properties, Properties, 'error' | 'failure'][] = [
  ['record', {}, { type: 'record', maxSeconds: 30, silenceTimeoutSeconds: 4, terminator: '#', playStartTone: true }, 'error'],
  [
    'record',
    { maxRecordingTime: '60', silenceTimeout: 2, terminationSymbol: '*', playStartTone: false },
    { type: 'record', maxSeconds: 60, silenceTimeoutSeconds: 2, terminator: '*', playStartTone: false },
    'error',
  ],
  [
    'upload-audio',
    { audioFileType: 'agent_greeting', greetingPurpose: 'hi', audioFileData: '{{audio}}', agentId: '{{who}}' },
    { type: 'upload-audio', audioFileType: 'agent_greeting', greetingPurpose: 'hi', audioFileData: { name: 'x.wav' }, agentId: 'agent-7' },
    'error',
  ],
  [
    'Feedback-V2',
    { surveyMethod: 'inlineSurvey', timeout: 3 },
    { type: 'feedback', survey: { surveyMethod: 'inlineSurvey', timeout: '3' } },
    'error',
  ],
  ['Feedback', { dispatch: 'd-1' }, { type: 'feedback', survey: { dispatch: 'd-1' } }, 'error'],
  [
    'queue-to-agent',
    toAgent,
    {
      type: 'queue-to-agent',
      agent: { by: 'agentEmail', value: 'agent-7' },
      reportingQueueId: 'q-1',
      recoveryQueueId: 'q-2',
      parkUntilAvailable: false,
      priority: null,
    },
    'error',
  ],
  [
    'queue-lookup',
    { destination: 'q-1', ewtLookbackMinutes: '5' },
    { type: 'queue-lookup', queueId: 'q-1', lookbackMinutes: 5 },
    'failure',
  ],
  [
    'queue-lookup',
    { destination: 'who', 'destination:radioName': 'setToVariable' },
    { type: 'queue-lookup', queueId: 'agent-7', lookbackMinutes: 5 },
    'failure',
  ],
  [
    'advanced-queue-info',
    { destination: 'q-1', queueRadioGroup: 'staticQueue' },
    { type: 'advanced-queue-info', queueId: 'q-1' },
    'failure',
  ],
  ['set-contact-priority', { priorityRadioGroup: 'staticPriority', priority: 2 }, { type: 'set-priority', priority: 2 }, 'failure'],
  ['escalate-cdg', { callDistributionGroup: 'lastGroup' }, { type: 'escalate-queue', to: 'lastGroup' }, 'error'],
  [
    'callback',
    { callbackDn: '{{NewPhoneContact.ani}}', callbackQueue: 'q-1' },
    { type: 'callback', number: '+14165550123', ani: '', queueId: 'q-1' },
    'failure',
  ],
  ['callback', { callbackDn: '{{who}}', callbackQueue: null }, { type: 'callback', number: 'agent-7', ani: '', queueId: null }, 'failure'],
  [
    'scheduled-callback',
    {
      callbackDn: '{{NewPhoneContact.ANI}}',
      customerName: '{{who}}',
      callbackQueue: 'q-1',
      scheduleDate: '2026-03-02',
      scheduleStartTime: '10:00:00',
      scheduleEndTime: '11:00:00',
      scheduleTimezone: 'America/Toronto',
    },
    {
      type: 'schedule-callback',
      number: '+14165550123',
      customerName: 'agent-7',
      queueId: 'q-1',
      date: '2026-03-02',
      startTime: '10:00:00',
      endTime: '11:00:00',
      timezone: 'America/Toronto',
    },
    'failure',
  ],
  [
    'bridged-transfer',
    { transfertodn: '1001', timeout: 30, transferoutdigits: '1,,2' },
    { type: 'transfer', mode: 'bridged', number: '1001', headers: {}, timeoutSeconds: 30, digits: '1,,2' },
    'failure',
  ],
  [
    'start-media-stream',
    { mediaDestinationId: 'Cisco AI Assistant' },
    { type: 'start-media-stream', destinationId: 'Cisco AI Assistant' },
    'failure',
  ],
  [
    'call-progress-analysis',
    { minSilencePeriod: 600 },
    { type: 'analyze-call-progress', minSilenceMs: 600, analysisMs: 2_500, minSpeechMs: 112, maxAnalysisMs: 3_000 },
    'failure',
  ],
  [
    'bre-request',
    { httpQueryParameters: { context: 'vip', ani: '{{NewPhoneContact.ANI}}' }, httpResponseTimeout: '3000', retryAttempts: 2 },
    { type: 'evaluate-rules', parameters: { context: 'vip', ani: '+14165550123' }, timeoutMs: 3_000, retries: 2 },
    'error',
  ],
  [
    'generate-otp',
    { pinFormat: 'NUMERIC', pinLength: '4', pinValidity: '300', pinResend: 'REUSE_SAME', transactionReference: '{{who}}' },
    { type: 'generate-otp', format: 'NUMERIC', length: '4', validity: '300', resend: 'REUSE_SAME', transactionReference: 'agent-7' },
    'error',
  ],
  [
    'verify-otp',
    { pin: '{{who}}', transactionReference: 't' },
    { type: 'verify-otp', otp: 'agent-7', transactionReference: 't', prefix: '', suffix: '' },
    'failure',
  ],
  [
    'cryptographic-hash',
    { input: '{{who}}', salt: 'x' },
    { type: 'hash', algorithm: 'SHA256', input: 'agent-7', salt: null, saltEncoding: 'TEXT' },
    'error',
  ],
  [
    'SendCustomMessage',
    { channelName: 'c', messageText: 'Hi {{who}}' },
    { type: 'send-message', channel: 'c', messageType: 'text', text: 'Hi agent-7', appendToTranscript: true },
    'error',
  ],
  [
    'ReceiveMessage',
    { channelName: 'c', timeout: 9 },
    { type: 'receive-message', channel: 'c', timeoutSeconds: 9, appendToTranscript: true },
    'error',
  ],
];

function given(activityName: string, properties: Properties, failurePort = 'error') {
  const activities = { Act: { activityName, ...properties }, Fine: end, Oops: speak('{{Act.FailureCode}}'), Done: end };
  return Call.of(activities, ['Act -default-> Fine', `Act -${failurePort}-> Oops`, 'Oops -default-> Done'], { variables });
}

describe.each(errands)('%s %j', (activityName, properties, command, failurePort) => {
  it('asks the platform, and goes on as it answers', () => {
    const call = given(activityName, properties, failurePort);
    const [issued, ...others] = call.commands();
    expect(issued).toEqual({ activityLabel: 'Act', ...command });
    expect(Command.parse(issued)).toEqual(issued);
    expect(others).toEqual([]);
    expect(call.expects).toEqual(expect.arrayContaining(['done', 'failed', 'hang-up']));
    expect(call.tell({ type: 'done', outputs: { Something: 'x' } }).path()).toContain('Act default');
    expect(call.output('Act', 'something')).toBe('x');
  });

  it('leaves by its exit for failures', () => {
    const call = given(activityName, properties, failurePort).tell({ type: 'failed', code: '6', description: 'system error' });
    expect(call.trace()).toContainEqual(
      expect.objectContaining({ activityLabel: 'Act', port: failurePort, failure: expect.objectContaining({ code: 'platform.6' }) }),
    );
    expect([call.output('Act', 'FailureCode'), call.output('Act', 'FailureDescription')]).toEqual(['6', 'system error']);
  });
});

const notices: [string, Properties, Properties][] = [
  ['send-digits', { transferoutdigits: '1,2' }, { type: 'send-digits', digits: '1,2' }],
  ['RecordingControl', { enableRecording: '{{yes}}' }, { type: 'control-recording', isEnabled: true }],
  ['RecordingControl', { enableRecording: 'missing' }, { type: 'control-recording', isEnabled: null }],
  ['SetCallerID', { callerId: '+1555' }, { type: 'set-caller-id', number: '+1555' }],
  [
    'set-announcement',
    { toggleAgentGreeting: true, attributeTag: 'hi' },
    { type: 'set-announcement', greetingPurpose: 'hi', complianceAudio: null },
  ],
  [
    'set-whisperannouncement',
    { toggle: true, promptsTts: [{ value: 'From {{who}}' }] },
    { type: 'set-whisper', prompts: [{ type: 'tts', value: 'From agent-7' }], interruptible: false },
  ],
  [
    'screen-pop',
    {
      screenPopUrl: 'https://crm.example/a?b=1#c',
      screenPopDesktopLabel: 'CRM',
      queryParameters: { 'a b': '{{NewPhoneContact.ANI}}' },
      target: 'newBrowserTab',
    },
    { type: 'screen-pop', url: 'https://crm.example/a?b=1&a%20b=%2B14165550123#c', label: 'CRM', target: 'newBrowserTab' },
  ],
];

describe.each(notices)('%s %j', (activityName, properties, command) => {
  it('tells the platform and goes on', () => {
    const call = given(activityName, properties);
    const [issued] = call.commands();
    expect(issued).toEqual({ activityLabel: 'Act', ...command });
    expect(Command.parse(issued)).toEqual(issued);
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });
});
