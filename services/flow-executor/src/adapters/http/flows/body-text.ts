import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';

const routes = /\/flows(\/:flowId)?$/;

/** Keeps the text of a body beside what is parsed of it, on the routes that take an export. */
@Injectable()
export class BodyText {
  private readonly chunks = new WeakMap<FastifyRequest, string[]>();

  constructor(host: HttpAdapterHost) {
    const instance: FastifyInstance = host.httpAdapter.getInstance();
    // Nest adds its routes later.
    instance.addHook('onRoute', (route) => {
      if (!routes.test(route.url)) return;
      route.preParsing = (request, _reply, payload, done) => {
        this.collect(request, payload);
        done(null, payload);
      };
    });
  }

  of(request: FastifyRequest): string {
    return this.chunks.get(request)?.join('') ?? '';
  }

  private collect(request: FastifyRequest, payload: RequestPayload): void {
    // The bytes of a form are no text.
    if (request.headers['content-type']?.toLowerCase().startsWith('multipart/')) return;
    const chunks: string[] = [];
    this.chunks.set(request, chunks);
    let left = request.routeOptions.bodyLimit;
    // As Fastify's own reader does, so that no character is cut in two.
    payload.setEncoding('utf8');
    payload.on('data', (chunk: string) => {
      left -= chunk.length;
      // Fastify answers 413 then, but what is still on its way goes on coming.
      if (left >= 0) chunks.push(chunk);
    });
  }
}
