import type { FastifyInstance } from 'fastify';
import { MethodNotAllowed } from '../problems/request-errors.ts';

/** Knows which methods a path takes, so that a wrong method is told apart from a wrong path. */
export function answerOtherMethods(instance: FastifyInstance): void {
  const routes: { pattern: RegExp; methods: readonly string[] }[] = [];
  instance.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  instance.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods))].sort();
    if (methods.length === 0) return done();
    if (request.method !== 'OPTIONS') return done(new MethodNotAllowed(methods));
    reply.status(204).header('allow', methods.join(', ')).send();
  });
}

/** `:name` is a parameter, `::` a colon, `*` the rest. */
function patternOf(url: string): RegExp {
  const source = url.replace(/::|:\w+|[.+?^${}()|[\]\\]|\*/g, (part) => {
    if (part === '::') return ':';
    if (part === '*') return '.*';
    return part.startsWith(':') ? '[^/]+' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
