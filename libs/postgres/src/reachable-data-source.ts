import type { PoolClient } from 'pg';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import type { ConnectionSettings } from './own-connection.ts';
import { endsConnection, translated } from './postgres-unavailable.ts';

/**
 * Every query of repositories, query builders and managers goes through a query runner: translating there spares each repository its own catch,
 * and lets HTTP answer 503 whenever Postgres is away.
 */
export class ReachableDataSource extends DataSource {
  constructor(
    options: DataSourceOptions,
    readonly settings: ConnectionSettings,
  ) {
    super(options);
  }

  override createQueryRunner(mode?: Parameters<DataSource['createQueryRunner']>[0]): QueryRunner {
    const runner = super.createQueryRunner(mode);
    const query = runner.query;
    runner.query = async (...call: Parameters<typeof query>) => {
      try {
        return await query.apply(runner, call);
      } catch (error) {
        if (endsConnection(error)) await discardConnection(runner);
        throw translated(error);
      }
    };
    return runner;
  }
}

/** How to reach the database of that data source, in its role, from a session outside its pool. */
export function connectionSettingsOf(dataSource: DataSource): ConnectionSettings {
  if (!(dataSource instanceof ReachableDataSource)) throw new TypeError('this data source was not made by createDataSource');
  return dataSource.settings;
}

/** Back in the pool it would hold up or fail whoever gets it next: the query may still occupy it, or the server is about to close it. */
async function discardConnection(runner: QueryRunner): Promise<void> {
  if (runner.isReleased) return;
  const client: PoolClient = await runner.connect();
  const { stream } = client.connection;
  if (stream.closed) return;
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  stream.destroy();
  await ended;
}
