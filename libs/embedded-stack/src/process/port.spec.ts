import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, PortInUse, requireFreePort } from './port.ts';

describe('requireFreePort', () => {
  it('lets a free port pass', async () => {
    await expect(requireFreePort(await freePort(), 'Kafka')).resolves.toBeUndefined();
  });

  it('names the port, who needs it and what to do when it is in use', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const refusal = await requireFreePort(port, 'Kafka').catch((error: unknown) => error);
    server.close();
    expect(refusal).toBeInstanceOf(PortInUse);
    expect(String(refusal)).toContain(`port ${port}, which Kafka needs, is in use: end the program`);
  });

  it('waits for a server that is about to give its port up', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const passed = requireFreePort(port, 'Kafka');
    server.close();
    await expect(passed).resolves.toBeUndefined();
  });
});
