import { randomUUID } from 'node:crypto';
import { type Connector, connectorLifecycle, Operation, ReferenceList } from '@patchbay/contracts';
import { eventually, ServiceProcess } from '@patchbay/testing';
import { HeldRows } from './held-rows.ts';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

const main = new URL('../src/main.ts', import.meta.url);

/** Longer than a claim lasts, which is what the survivors of a killed process wait for. */
const afterAClaim = { withinMs: 30_000 };

/** A deletion in a process of its own, with one flow, up to where a test kills the process. */
class Scene {
  connectorId = '';
  readonly flowId = randomUUID();
  path = '';
  private held: HeldRows | undefined;

  constructor(
    readonly registry: RunningRegistry,
    readonly organization: OrganizationClient,
    readonly victim: ServiceProcess,
  ) {}

  call<Body = Record<string, unknown>>(method: string, path: string, call = {}) {
    return this.registry.call<Body>(method, `/v1/organizations/${this.organization.organizationId}${path}`, call, this.victim.url);
  }

  async prepare(): Promise<void> {
    const body = { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true };
    this.connectorId = (await this.call<Connector>('POST', '/connectors', { body })).body.connectorId;
    await this.call('POST', `/connectors/${this.connectorId}/deactivate`, { body: { reason: 'x' } });
    await this.refer(this.flowId);
    await eventually(() => expect(this.types()).toHaveLength(2), soon);
  }

  async refer(flowId: string): Promise<void> {
    const use = { activityId: 'a-1', activityLabel: 'Find', method: 'GET' };
    const uses = [{ connectorId: this.connectorId, connectorVersion: 2, activities: [use] }];
    const versions = [{ versionNumber: 1, labels: ['Live'], uses }];
    await this.call('PUT', `/flows/${flowId}/references`, { body: { flowName: 'Main', owner: 'dev', hasFallback: false, versions } });
  }

  async delete(): Promise<void> {
    const { headers } = await this.call('GET', `/connectors/${this.connectorId}/impact`);
    const answer = await this.call('DELETE', `/connectors/${this.connectorId}`, { headers: { 'if-match': headers.get('etag') ?? '' } });
    this.path = this.organization.below(answer.headers.get('location'));
  }

  async deleteUntil(participant: string): Promise<void> {
    await this.delete();
    await eventually(async () => {
      const { steps } = Operation.parse((await this.call('GET', this.path)).body);
      expect(steps.map(({ waitingFor }) => waitingFor)).toContain(participant);
    }, soon);
  }

  detach = () => this.organization.detach(this.flowId, this.connectorId, this.path);
  attach = (flowId = this.flowId) => this.organization.attach(flowId, this.connectorId, this.path, [1]);

  async hold(rows: string): Promise<void> {
    this.held = await HeldRows.hold(this.registry.database.superuserUrl, rows);
  }

  /** In the middle of what it does with the rows that are held. */
  async killAtHeldRows(): Promise<void> {
    await this.held?.reached();
    await this.victim.kill();
    await this.held?.release();
  }

  /** Of the lifecycle topic, as a consumer that knows each event by its id sees it. */
  types(): string[] {
    return this.registry.topics.onceOf(connectorLifecycle.name, this.connectorId).map(({ headers }) => String(headers.ce_type));
  }

  async expectEnd(state: 'SUCCEEDED' | 'CANCELLED', types: string[], version: number): Promise<void> {
    await eventually(async () => expect((await this.organization.call('GET', this.path)).body.state).toBe(state), afterAClaim);
    await eventually(() => expect(this.types().slice(2)).toEqual(types.map((type) => `patchbay.${type}`)), soon);
    expect((await this.organization.call('GET', `/connectors/${this.connectorId}`)).body.version).toBe(version);
  }

  /** Each time the path of the connector's token. */
  revocations = () => this.registry.broker.revoked.filter((path) => path.includes(this.connectorId)).length;

  references = async () => ReferenceList.parse((await this.organization.call('GET', `/flows/${this.flowId}/references`)).body).items.length;
}

interface Case {
  title: string;
  /** Up to the moment of the kill, and the kill. */
  play: (scene: Scene) => Promise<void>;
  /** What the executor says when nobody listens. */
  meanwhile?: (scene: Scene) => Promise<unknown>;
  revocations?: number;
}

const cases: Case[] = [
  {
    title: 'in halt, between publishing its event and noting so',
    play: async (scene) => {
      await scene.hold('outbox_relay');
      await scene.delete();
      await scene.killAtHeldRows();
    },
    meanwhile: (scene) => scene.detach(),
  },
  {
    title: 'between halt and detach-flows, with the reply to come',
    play: async (scene) => {
      await scene.deleteUntil('flow-executor');
      await scene.victim.kill();
    },
    meanwhile: (scene) => scene.detach(),
  },
  {
    title: 'in detach-flows, while it takes in a reply',
    play: async (scene) => {
      await scene.deleteUntil('flow-executor');
      await scene.hold('flow_reference');
      await scene.detach();
      await scene.killAtHeldRows();
    },
  },
  {
    title: 'in revoke-tokens, while it asks the broker',
    play: async (scene) => {
      const asked = Promise.withResolvers<void>();
      await scene.deleteUntil('flow-executor');
      scene.registry.broker.answer = () => {
        asked.resolve();
        return new Promise(() => undefined);
      };
      await scene.detach();
      await asked.promise;
      await scene.victim.kill();
      scene.registry.broker.answer = async () => 200;
    },
  },
  {
    // What the broker has done it does again: there is nothing left to revoke then.
    title: 'in revoke-tokens, when the broker has answered',
    play: async (scene) => {
      await scene.deleteUntil('flow-executor');
      scene.registry.broker.answer = async () => {
        await scene.hold('operation');
        return 200;
      };
      await scene.detach();
      await eventually(() => expect(scene.revocations()).toBe(1), soon);
      await scene.killAtHeldRows();
      scene.registry.broker.answer = async () => 200;
    },
    revocations: 2,
  },
  {
    title: 'between revoke-tokens and complete',
    play: async (scene) => {
      await scene.deleteUntil('flow-executor');
      scene.registry.broker.answer = async () => {
        await scene.hold('connector');
        return 200;
      };
      await scene.detach();
      await eventually(() => expect(scene.revocations()).toBe(1), soon);
      await scene.killAtHeldRows();
      scene.registry.broker.answer = async () => 200;
    },
  },
  {
    title: 'in complete, just before it commits',
    play: async (scene) => {
      await scene.deleteUntil('flow-executor');
      scene.registry.broker.answer = async () => {
        await scene.hold('outbox_clock');
        return 200;
      };
      await scene.detach();
      await eventually(() => expect(scene.revocations()).toBe(1), soon);
      await scene.killAtHeldRows();
      scene.registry.broker.answer = async () => 200;
    },
  },
];

describe('a deletion whose process is killed', () => {
  let registry: RunningRegistry;
  let scene: Scene;

  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    scene = new Scene(registry, registry.organization(), await ServiceProcess.start(main, registry.environment()));
    await scene.prepare();
  });

  afterEach(async () => {
    await scene.victim.kill();
    await registry.stop();
  });

  it.each(cases)('$title, ends the same in another one, each effect once', async ({ play, meanwhile, revocations = 1 }) => {
    await play(scene);
    await meanwhile?.(scene);
    await registry.startService();
    await scene.expectEnd('SUCCEEDED', ['ConnectorDeleting', 'ConnectorDeleted'], 4);
    expect([scene.revocations(), await scene.references()]).toEqual([revocations, 0]);
  });

  it.each([
    [
      'between the cancellation and the replies',
      async () => {
        await scene.victim.kill();
        await scene.attach();
      },
    ],
    [
      'while it takes in a reply',
      async () => {
        await scene.hold('operation_flow');
        await scene.attach();
        await scene.killAtHeldRows();
      },
    ],
  ])('%s, is undone in another one all the same', async (_, killed) => {
    // Its reply does not come before the cancellation: else the tokens could be revoked by then.
    const slowFlowId = randomUUID();
    await scene.refer(slowFlowId);
    await scene.deleteUntil('flow-executor');
    await scene.detach();
    await eventually(async () => expect(await referencesAtVictim()).toBe(0), soon);
    expect((await scene.call('POST', `${scene.path}/cancel`)).status).toBe(200);
    await killed();
    await registry.startService();
    await scene.attach(slowFlowId);
    await scene.expectEnd('CANCELLED', ['ConnectorDeleting', 'ConnectorDeletionCancelled'], 4);
    expect([scene.revocations(), await scene.references()]).toEqual([0, 1]);
  });

  const referencesAtVictim = async () =>
    ReferenceList.parse((await scene.call('GET', `/flows/${scene.flowId}/references`)).body).items.length;
});
