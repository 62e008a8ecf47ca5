// A program: what a hand-written server would do for the same call, and nothing else. Fastify and undici, as the executor uses them.
import fastify from 'fastify';
import { Pool } from 'undici';

const upstream = new Pool(process.env.UPSTREAM_URL ?? '', { connections: 64 });
const server = fastify();

interface Call {
  contact: { ani: string };
}
interface Customers {
  data: { tier: string }[];
}

server.get('/readyz', async () => ({}));
server.post<{ Body: Call }>('/calls', async ({ body }, reply) => {
  const { body: answer } = await upstream.request({
    method: 'GET',
    path: '/api/customers',
    query: { phone: body.contact.ani },
    headers: { authorization: 'Bearer token', accept: 'application/json' },
  });
  const { data } = (await answer.json()) as Customers;
  const queueId = data[0]?.tier === 'gold' ? 'gold' : 'service';
  return reply.status(201).send({ commands: [{ type: 'queue', queueId }], outcome: { type: 'ROUTED', queueId } });
});

await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
