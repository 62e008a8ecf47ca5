// A program: the API that both servers under test call. It answers at once.
import { createServer } from 'node:http';

const body = JSON.stringify({
  meta: { orgId: '0192f0c1-0000-7000-8000-000000000001', totalRecords: 1 },
  data: [{ id: 'c-1', firstName: 'Ada', lastName: 'Lovelace', phone: ['+14155550100'], email: ['ada@example.com'], tier: 'gold' }],
});

createServer((request, response) => {
  const isKnown = request.url === '/readyz' || request.headers.authorization !== undefined;
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
