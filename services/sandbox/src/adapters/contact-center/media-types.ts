import type { FastifyInstance, FastifyRequest } from 'fastify';

/** GraphQL as plain text, and forms with a file. JSON is Fastify's own. */
export function acceptMediaTypes(server: FastifyInstance): void {
  server.addContentTypeParser('application/graphql', { parseAs: 'string' }, (_request, query, done) => done(null, { query }));
  server.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, parseForm);
}

async function parseForm({ headers }: FastifyRequest, body: Buffer): Promise<Record<string, unknown>> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
    return Object.fromEntries(await Promise.all([...form].map(async ([name, value]) => [name, await partOf(value)] as const)));
  } catch (cause) {
    throw Object.assign(new Error('the form cannot be read', { cause }), { statusCode: 400 });
  }
}

/** A part that is JSON counts as such, whether it comes as a field or as a file. */
async function partOf(part: string | Blob): Promise<unknown> {
  if (typeof part !== 'string' && part.type !== 'application/json') return part;
  const text = typeof part === 'string' ? part : await part.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
