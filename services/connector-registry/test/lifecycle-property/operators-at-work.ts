import { randomUUID } from 'node:crypto';
import { type OrganizationClient, type RunningRegistry, soon } from '../running-registry.ts';
import type { Command, Operator, Seen } from './commands.ts';
import { type Answered, deleting, flowsOf, type Model, pickOf } from './model.ts';

const neverMade = '0192f0c1-0000-7000-8000-0000000000ff';

interface Request {
  method: string;
  path: string;
  organization: number;
  by: Operator;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends commands to a running service, in two organizations that nobody else uses. */
export class OperatorsAtWork {
  readonly organizations: readonly [OrganizationClient, OrganizationClient];
  /** Of the model's connectors, in its order. */
  readonly ids: string[] = [];
  /** Of deletions that run: connector to path of the operation. */
  private readonly operations = new Map<number, string>();
  private readonly flowIds = new Map<string, string>();

  constructor(private readonly registry: RunningRegistry) {
    this.organizations = [registry.organization(), registry.organization()];
  }

  /** @param model before the command */
  async send(command: Command, model: Model): Promise<Answered[]> {
    switch (command.do) {
      case 'executor-returns':
        for (const index of deleting(model)) await this.finish(index, model);
        return [];
      case 'race':
        return this.race(model, command.pick);
      case 'delete':
        return [await this.delete(command, model)];
      case 'create':
        return [await this.create(command)];
      default:
        return [await this.ask(this.requestOf(command, model), 'twice' in command && command.twice)];
    }
  }

  organizationOf(index: number): OrganizationClient {
    return this.organizations[index === 0 ? 0 : 1];
  }

  private requestOf(command: Exclude<Command, { do: 'executor-returns' | 'race' | 'delete' | 'create' }>, model: Model): Request {
    if (command.do === 'release') {
      const { organization, flow } = command;
      return { method: 'DELETE', path: `/flows/${this.flowId(`${organization}/${flow}`)}/references`, organization, by: 'full-admin' };
    }
    const { path, organization, version } = this.target(command, model);
    const common = { path, organization, by: command.by };
    switch (command.do) {
      case 'look':
        return { ...common, method: 'GET' };
      case 'refer':
        return { ...common, ...this.reference(command, model, version) };
      case 'update': {
        const { name, level, authorized, seen } = command;
        return { ...common, method: 'PATCH', body: { name, accessLevel: level, authorized }, headers: ifMatch(seen, version) };
      }
      default: {
        const body = command.do === 'deactivate' ? { body: { reason: 'property test' } } : {};
        return { ...common, method: 'POST', path: `${path}/${command.do}`, headers: ifMatch(command.seen, version), ...body };
      }
    }
  }

  private target({ pick, astray }: { pick: number; astray: boolean }, model: Model) {
    const index = pickOf(model, pick);
    const connector = index === undefined ? undefined : model.connectors[index];
    const organization = connector?.organization ?? 0;
    return {
      path: `/connectors/${(index === undefined ? undefined : this.ids[index]) ?? neverMade}`,
      organization: astray ? 1 - organization : organization,
      version: connector?.version ?? 1,
    };
  }

  private reference({ pick, flow, seen, astray }: Command & { do: 'refer' }, model: Model, version: number) {
    const { path, organization } = this.target({ pick, astray }, model);
    const connectorId = path.slice('/connectors/'.length);
    const activities = [{ activityId: 'a-1', activityLabel: 'FindQueue', method: 'GET' }];
    const uses = [{ connectorId, connectorVersion: seen === 'stale' ? version + 1 : version, activities }];
    const body = { flowName: 'Main line', owner: 'dev', hasFallback: false, versions: [{ versionNumber: 1, labels: ['Live'], uses }] };
    return { method: 'PUT', path: `/flows/${this.flowId(`${organization}/${flow}`)}/references`, body };
  }

  private async create({ organization, by, name, level, authorized, twice }: Command & { do: 'create' }): Promise<Answered> {
    const body = { name, accessLevel: level, authorized };
    const answer = await this.ask({ method: 'POST', path: '/connectors', organization, by, body }, twice);
    if (answer.status === 201) this.ids.push(String(answer.body.connectorId));
    return answer;
  }

  private async delete(command: Command & { do: 'delete' }, model: Model): Promise<Answered> {
    const { path, organization } = this.target(command, model);
    const preview = await this.organizationOf(organization).call('GET', `${path}/impact`);
    const etag = command.seen === 'current' ? preview.headers.get('etag') : '"outdated"';
    const headers: Record<string, string> = command.seen === 'nothing' || etag === null ? {} : { 'if-match': etag };
    const answer = await this.ask({ method: 'DELETE', path, organization, by: command.by, headers }, command.twice);
    const index = pickOf(model, command.pick);
    if (answer.status !== 202 || index === undefined) return answer;
    this.operations.set(index, `/operations/${String(answer.body.operationId)}`);
    if (!command.executorAway || flowsOf(model, index).length === 0) await this.finish(index, model);
    return answer;
  }

  /** The executor detaches what it has to, and the deletion comes to its end. */
  private async finish(index: number, model: Model): Promise<void> {
    const organization = this.organizationOf(model.connectors[index]?.organization ?? 0);
    const operation = this.operations.get(index) ?? '';
    for (const flow of flowsOf(model, index)) await organization.detach(this.flowId(flow), this.ids[index] ?? '', operation);
    const { body } = await organization.call('GET', `${operation}?waitMs=${soon.withinMs}`);
    if (body.state !== 'SUCCEEDED') throw new Error(`the deletion has not come to its end: ${JSON.stringify(body)}`);
  }

  private async race(model: Model, pick: number): Promise<Answered[]> {
    const { path, organization, version } = this.target({ pick, astray: false }, model);
    const action = model.connectors[pickOf(model, pick) ?? -1]?.state === 'ACTIVE' ? 'deactivate' : 'activate';
    const body = action === 'deactivate' ? { body: { reason: 'race' } } : {};
    const ask = (by: Operator) =>
      this.ask({ method: 'POST', path: `${path}/${action}`, organization, by, headers: ifMatch('current', version), ...body }, false);
    const answers = await Promise.all([ask('ada'), ask('bob')]);
    return answers.toSorted((one, other) => one.status - other.status);
  }

  private async ask(request: Request, twice: boolean): Promise<Answered & { body: Record<string, unknown> }> {
    const key = randomUUID();
    const first = await this.call(request, key);
    if (!twice) return first;
    const again = await this.call(request, key);
    const { requestId: _, ...expected } = first.body;
    expect({ ...again, body: { ...again.body, requestId: undefined } }).toEqual({ ...first, body: { ...expected, requestId: undefined } });
    return first;
  }

  private async call({ method, path, organization, by, body, headers }: Request, key: string) {
    const answer = await this.organizationOf(organization).call(method, path, {
      token: await this.registry.identity.userToken(by),
      headers: { ...headers, ...(method !== 'GET' && { 'idempotency-key': key }) },
      ...(body !== undefined && { body }),
    });
    const { status } = answer;
    const code = status >= 400 ? { code: String(answer.body?.code) } : {};
    return { status, ...code, body: answer.body ?? {} };
  }

  private flowId(flow: string): string {
    const known = this.flowIds.get(flow) ?? randomUUID();
    this.flowIds.set(flow, known);
    return known;
  }
}

function ifMatch(seen: Seen, version: number): Record<string, string> {
  return seen === 'nothing' ? {} : { 'if-match': `"${seen === 'current' ? version : version + 1}"` };
}
