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
export function decoded(response: RawResponse): ResponseReceived | Promise<ResponseReceived> {
  const { statusCode, headers, body } = response;
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || body.length === 0) return received(response, body);
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  // We ask for no encoding; one that we cannot read was not asked for either.
  if (!decode) throw new RequestFailure('PARSE');
  return decode(body, { maxOutputLength: maxBodyBytes }).then((decompressed) => received({ statusCode, headers, body }, decompressed));
}

function received({ statusCode, headers }: RawResponse, body: Buffer): ResponseReceived {
  return { kind: 'response', statusCode, headers, body: textOf(body, headers['content-type']) };
}

const charsetOf = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i;
const utf8 = /^utf-?8$/i;

/** In the charset that the response says it has, UTF-8 where it says none. Bytes that do not fit are replaced (U+FFFD). */
function textOf(body: Buffer, contentType = ''): string {
  const charset = charsetOf.exec(contentType)?.[1] ?? 'utf-8';
  if (utf8.test(charset)) return withoutMark(body).toString();
  return decoderOf(charset).decode(body);
}

/** Of its byte order: it would stand in the way of a parser. */
function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

function decoderOf(charset: string): { decode(body: Buffer): string } {
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    throw new RequestFailure('PARSE', { cause });
  }
}
