import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { Broker } from './broker.ts';
import { BrokerProcess } from './broker-process.ts';

/** Longer than a turn, and a busy machine. */
const soon = { withinMs: 60_000 };

const keeping =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT INTO token (%' AND wait_event = 'relation'";

describe('two brokers', () => {
  let broker: Broker;
  let other: BrokerProcess;
  let connectorId: string;

  beforeEach(async () => {
    broker = await Broker.start();
    await broker.register();
    other = await BrokerProcess.start(broker.environment());
    connectorId = await broker.activeConnector();
    // It knows the connector too, and may issue.
    const known = await broker.activeConnector();
    await eventually(async () => expect((await broker.issue(known, 1, other.url)).status).toBe(200), soon);
    broker.provider.grants.length = 0;
  }, 120_000);

  afterEach(async () => {
    await other.kill();
    await broker.stop();
  });

  it('fault 32: who obtain the same token at once ask the provider once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => broker.issue(connectorId, 1, n % 2 === 0 ? broker.url : other.url)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.header))).size).toBe(1);
    expect(broker.provider.grants).toHaveLength(1);
  });

  it('fault 33: one dies after the provider has answered, before it has kept the token: it is used by nobody, the other obtains one', async () => {
    const session = await OwnConnection.open({ url: broker.databaseUrl, applicationName: 'held-table', statementTimeoutMs: 60_000 });
    await session.query('BEGIN');
    await session.query('LOCK TABLE token IN EXCLUSIVE MODE');
    const lost = broker.issue(connectorId, 1, other.url).then(
      ({ status }) => status,
      () => 'no answer',
    );
    await eventually(async () => expect(await broker.query(keeping)).toHaveLength(1), soon);
    await other.kill();
    await session.query('ROLLBACK');
    await session.close();
    expect(await lost).not.toBe(200);
    expect(await eventually(() => issued(), soon)).toMatchObject({ header: { value: 'Bearer opaque-2' } });
    expect(broker.provider.grants).toHaveLength(2);
  }, 120_000);

  const issued = async () => {
    const { status, body } = await broker.issue(connectorId, 1);
    expect(status).toBe(200);
    return body;
  };
});
