import type { PoolClient } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { isReadTimeout, translated } from './postgres-unavailable.ts';

/**
 * Every query of repositories, query builders and managers goes through a query runner: translating there spares each repository its own catch,
 * and lets HTTP answer 503 whenever Postgres is away.
 */
export class ReachableDataSource extends DataSource {
  override createQueryRunner(mode?: Parameters<DataSource['createQueryRunner']>[0]): QueryRunner {
    const runner = super.createQueryRunner(mode);
    const query = runner.query;
    runner.query = async (...call: Parameters<typeof query>) => {
      try {
        return await query.apply(runner, call);
      } catch (error) {
        if (isReadTimeout(error)) await discardConnection(runner);
        throw translated(error);
      }
    };
    return runner;
  }
}

/** The query still occupies the connection: back in the pool it would hold up whoever gets it next. */
async function discardConnection(runner: QueryRunner): Promise<void> {
  const client: PoolClient = await runner.connect();
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  client.connection.stream.destroy();
  await ended;
}
