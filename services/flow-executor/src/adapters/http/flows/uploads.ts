import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RequestInvalid } from '@patchbay/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Fields of a form that hold JSON; the others are text. */
const jsonFields = new Set(['connectors']);
const yes = new Set(['yes', 'true']);

/**
 * An export as a file, with the members of the JSON body as fields beside it: read into the same body.
 * The form is buffered, within the limit of every body.
 */
@Injectable()
export class Uploads {
  private readonly files = new WeakMap<FastifyRequest, string>();

  constructor(host: HttpAdapterHost) {
    const instance: FastifyInstance = host.httpAdapter.getInstance();
    instance.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
      this.read(request, body),
    );
  }

  /** Text of the file that was uploaded, if the request was a form. */
  fileOf(request: FastifyRequest): string | undefined {
    return this.files.get(request);
  }

  /** @throws RequestInvalid */
  private async read(request: FastifyRequest, body: Buffer): Promise<Record<string, unknown>> {
    const form = await formIn(body, request.headers['content-type'] ?? '');
    const file = form.get('file');
    if (file === null) throw invalid('file', 'is missing: send the export as the file of this name');
    const text = typeof file === 'string' ? file : decoded(await file.arrayBuffer());
    this.files.set(request, text);
    const fields = [...form].filter(([name]) => name !== 'file').map(([name, value]) => [name, fieldIn(name, value)] as const);
    return { ...Object.fromEntries(fields), export: parsed('file', text.replace(/^\ufeff/, '')) };
  }
}

async function formIn(body: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw invalid('body', 'is no form that can be read: send multipart/form-data with the export as file');
  }
}

function fieldIn(name: string, value: File | string): unknown {
  if (typeof value !== 'string') throw invalid(name, 'has to be a field, not a file');
  if (name === 'overwrite') return yes.has(value.toLowerCase());
  return jsonFields.has(name) ? parsed(name, value) : value;
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid('file', 'is not UTF-8: send it as it was downloaded');
  }
}

function parsed(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(field, 'is not JSON: send it as it was downloaded');
  }
}

const invalid = (field: string, message: string) => new RequestInvalid([{ field, message }]);
