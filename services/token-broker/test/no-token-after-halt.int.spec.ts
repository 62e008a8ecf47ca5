import { Agent, request } from 'node:http';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { Broker } from './broker.ts';

const rounds = 30;
const askers = 6;

/** One connector, halted while many ask for its token. */
class Round {
  isHalted = false;
  issued = 0;
  refusedAfter = 0;
  askedAtHalt = 0;
  readonly leftAfterHalt: string[] = [];
  private underWay = 0;

  constructor(
    private readonly broker: Broker,
    private readonly connectorId: string,
    private readonly token: string,
    private readonly agent: Agent,
  ) {}

  /** @param afterIssued tokens, the halt comes */
  async play(afterIssued: number): Promise<void> {
    const asking = Array.from({ length: askers }, () => this.askOn());
    while (this.issued < afterIssued) await turn();
    this.broker.push({ ...inactive, connectorId: this.connectorId });

    const { seq } = this.broker.registry;
    this.askedAtHalt = this.underWay;
    // Looked at once in each turn, after everything that has arrived in it: what arrives later was sent later.
    while (this.broker.registry.report(seq).state !== 'HALTED') await turn();
    this.isHalted = true;
    await Promise.all(asking);
  }

  /** Goes on for a while when it is halted. */
  private async askOn(): Promise<void> {
    for (let after = 0; after < 3; ) {
      await this.ask();
      if (this.isHalted) after += 1;
      else await pause(Math.random() * 3);
    }
  }

  private ask(): Promise<void> {
    this.underWay += 1;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const asked = request(`${this.broker.url}/v1/organizations/${this.broker.organizationId}/connectors/${this.connectorId}/token`, {
      method: 'POST',
      agent: this.agent,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
    });
    asked.once('error', reject).once('response', (response) => {
      this.underWay -= 1;
      this.note(response.statusCode);
      response.resume().once('end', resolve);
    });
    asked.end(JSON.stringify({ connectorVersion: 1 }));
    return promise;
  }

  private note(status: number | undefined): void {
    if (status === 200) this.issued += 1;
    if (status === 200 && this.isHalted) this.leftAfterHalt.push(this.connectorId);
    if (status === 409 && this.isHalted) this.refusedAfter += 1;
  }
}

const inactive = {
  name: 'CRM',
  kind: 'webex-contact-center',
  accessLevel: 'READ_ONLY',
  state: 'INACTIVE',
  version: 2,
  haltMode: 'abort',
  staleGraceMs: 0,
};

describe('tokens that are asked for while their connector is halted (I4)', () => {
  let broker: Broker;
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });

  beforeAll(async () => {
    broker = await Broker.start();
    await broker.register();
  });
  afterAll(async () => {
    agent.destroy();
    await broker.stop();
  });

  it('never leave once the halt is reported, however often it is tried', async () => {
    const token = await broker.identity.serviceToken('flow-executor');
    const played: Round[] = [];
    for (let index = 0; index < rounds; index++) {
      const connectorId = await broker.activeConnector();
      // Some are halted before the first token has come, some while the provider takes its time, some while the kept one is handed out.
      broker.provider.hold = index % 3 === 0 ? pause(index) : Promise.resolve();
      const round = new Round(broker, connectorId, token, agent);
      played.push(round);
      await round.play(index % 3 === 0 ? 0 : index % 7);
    }
    expect(played.flatMap(({ leftAfterHalt }) => leftAfterHalt)).toEqual([]);
    const sum = (of: (round: Round) => number) => played.reduce((total, round) => total + of(round), 0);
    // It was a race.
    expect(sum(({ issued }) => issued)).toBeGreaterThan(rounds);
    expect(sum(({ askedAtHalt }) => askedAtHalt)).toBeGreaterThan(rounds);
    expect(sum(({ refusedAfter }) => refusedAfter)).toBeGreaterThanOrEqual(rounds * askers);
  }, 240_000);
});
