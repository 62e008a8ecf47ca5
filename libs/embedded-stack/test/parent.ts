// A program that starts one server and stays, to be killed by a spec: what it leaves behind is what the next start has to cope with.
import { startKafka, startPostgres } from '@patchbay/embedded-stack';

const [server = '', folder = '', port = ''] = process.argv.slice(2);
const started =
  server === 'postgres'
    ? await startPostgres({ folder, port: Number(port), password: 'secret' })
    : await startKafka({ folder, port: Number(port) });
process.stdout.write(`${started.pid}\n`);
