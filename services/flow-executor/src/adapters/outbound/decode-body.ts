import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { ResponseReceived } from '../../domain/request/outbound-request.ts';
import { maxBodyBytes, type RawResponse } from './exchange.ts';
import { RequestFailure } from './request-failure.ts';

const decoders: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** The limit holds for what comes out, however small it was on the wire. @throws RequestFailure */
export async function decoded(response: RawResponse): Promise<ResponseReceived> {
  const { statusCode, headers, body } = response;
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || body.length === 0)
    return { kind: 'response', statusCode, headers, body: body.toString() };
  const decode = decoders[encoding];
  // We ask for no encoding; one that we cannot read was not asked for either.
  if (!decode) throw new RequestFailure('PARSE');
  const plain = await decode(body, { maxOutputLength: maxBodyBytes });
  return { kind: 'response', statusCode, headers, body: plain.toString() };
}
