import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventually } from '@patchbay/testing';
import { EventStream } from '../event-feed/event-stream.ts';
import { RunningRegistry, soon } from '../running-registry.ts';

const page = readFileSync(new URL('../../docs/leases-over-http.md', import.meta.url), 'utf8');

interface Shown {
  method: string;
  path: string;
  body: string | undefined;
  /** As the page has it. */
  answer: string;
}

/** The requests of the page, in their order, for a shell that knows these variables. */
function requestsOf(variables: Record<string, string>): Shown[] {
  const blocks = [...page.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
  const commands = blocks.flatMap((block) => block.split(/^\$ /m).filter((command) => command.startsWith('curl ')));
  return commands.map((command) => {
    const [line = '', ...answer] = command.replace(/'?\$([A-Z]+)'?/g, (_, name: string) => variables[name] ?? name).split('\n');
    const [, path = ''] = /REGISTRY([^"\s]+)/.exec(line) ?? [];
    const [, body] = / -d '(.*)'$/.exec(line) ?? [];
    const [, method = body === undefined ? 'GET' : 'POST'] = / -X (\w+)/.exec(line) ?? [];
    return { method, path, body, answer: answer.join('\n').trim() };
  });
}

/** What is another each time. */
const masked = (text: string): string => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an id');
const read = (text: string): unknown => JSON.parse(masked(text));

describe('the page on leases over HTTP', () => {
  let registry: RunningRegistry;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });
  afterAll(() => registry.stop());

  it('shows what goes over the wire', async () => {
    const organization = registry.organization();
    const { connectorId } = await organization.create({ name: 'CRM' });
    const token = await registry.identity.userToken('enforcement-point');
    const variables = { ID: randomUUID(), ORGANIZATION: organization.organizationId, CONNECTOR: connectorId };
    const [join, listen, acknowledge, renew, leave, late, ...more] = requestsOf(variables);
    if (!join || !listen || !acknowledge || !renew || !leave || !late) throw new Error('the page has six requests');
    expect(more).toEqual([]);
    const send = ({ method, path, body }: Shown) => registry.call(method, path, { token, ...(body !== undefined && { raw: body }) });
    const expectShown = async (shown: Shown) => expect(read(JSON.stringify((await send(shown)).body))).toEqual(read(shown.answer));

    await expectShown(join);
    const stream = await EventStream.open(`${registry.url}${listen.path}`, { authorization: `Bearer ${token}` });
    await stream.following();
    const halting = organization.halt(connectorId, '?waitMs=20000');
    const [, shownPush = ''] = /^data: (.*)$/m.exec(listen.answer) ?? [];
    await eventually(() => expect(stream.of('push').map(({ data }) => read(JSON.stringify(data)))).toEqual([read(shownPush)]), soon);
    expect(await send(acknowledge)).toMatchObject({ status: Number(acknowledge.answer) });
    expect((await halting).body.halt).toMatchObject({ acked: 1, total: 1, holders: [{ outcome: 'acked', aborted: 3, draining: 0 }] });
    await expectShown(renew);
    expect(await send(leave)).toMatchObject({ status: Number(leave.answer) });
    await expectShown(late);
  });
});
