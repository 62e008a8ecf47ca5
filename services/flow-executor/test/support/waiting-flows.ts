import { Execution } from '@patchbay/contracts';
import { expectStatus, type HttpAnswer } from '@patchbay/testing';
import { end, givenFlowOf, request, type ShortFlow, speak } from '../given-flow.ts';
import { connectorInExports } from './flows.ts';
import type { OrganizationClient, RunningExecutor } from './running-executor.ts';

export const menu = {
  activityName: 'ivr-menu',
  toggle: true,
  promptsTts: [{ type: 'tts', value: 'one for sales' }],
  prompts: [],
  menuLinks: ['1', '2'],
  'menuLinks:input': ['sales', 'bye'],
  entryTimeout: '5',
  interruptible: true,
};

/** Offers a menu: 1 asks the API, says what it answered and ends; 2 ends. */
export function menuFlow(ask: Readonly<Record<string, unknown>> = {}, over: Partial<ShortFlow> = {}) {
  return givenFlowOf(
    {
      Menu: menu,
      Ask: request({
        connectorId: connectorInExports,
        httpRequestPath: '/v1/switches/100',
        retryAttempts: 0,
        httpResponseTimeout: 5_000,
        ...ask,
      }),
      Tell: speak('{{Ask.httpStatusCode}}'),
      Done: end,
      Bye: end,
    },
    {
      links: [
        'Menu -1-> Ask',
        'Menu -2-> Bye',
        'Menu -timeout-> Menu',
        'Menu -invalid-> Menu',
        'Ask -default-> Tell',
        'Tell -default-> Done',
      ],
      events: {
        activities: { OnError: { event: 'OnGlobalError' }, Sorry: speak('sorry'), EndAfterError: end },
        links: ['OnError -out-> Sorry', 'Sorry -default-> EndAfterError'],
      },
      ...over,
    },
  );
}

export const digits = (entered: string) => ({ type: 'digits', digits: entered });
export const hangUp = { type: 'hang-up' };

/** The voice platform, as it tells executions what has happened. */
export class Platform {
  constructor(
    private readonly executor: RunningExecutor,
    readonly organization: OrganizationClient,
  ) {}

  private token(): Promise<string> {
    return this.executor.around.identity.serviceToken('voice-platform');
  }

  async start(
    flowId: string,
    over: { key?: string; interactionId?: string; base?: string; ani?: string } = {},
  ): Promise<HttpAnswer<Execution>> {
    const { key, base, interactionId = 'i-1', ani = '+15550100' } = over;
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const body = { flowId, contact: { ani, dnis: '100', interactionId } };
    return this.organization.call<Execution>('POST', '/executions', { body, headers, token: await this.token() }, base);
  }

  async waiting(flowId: string, over: Parameters<Platform['start']>[1] = {}): Promise<Execution> {
    const execution = Execution.parse(expectStatus(201, await this.start(flowId, over)));
    expect(execution).toMatchObject({ state: 'WAITING', outcome: null });
    return execution;
  }

  async post(executionId: string, eventId: string, event: unknown, base?: string): Promise<HttpAnswer<Execution>> {
    const call = { body: { eventId, event }, token: await this.token() };
    return this.organization.call<Execution>('POST', `/executions/${executionId}/events`, call, base);
  }

  async goOn(executionId: string, eventId: string, event: unknown, base?: string): Promise<Execution> {
    return Execution.parse(expectStatus(200, await this.post(executionId, eventId, event, base)));
  }
}
