import type { z } from 'zod';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Call {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const timeoutMs = 15_000;

/** An answer that was not the one expected. */
class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly status: number;

  constructor(request: string, status: number, body: string) {
    super(`${request} answered ${status}: ${body.slice(0, 500)}`);
    this.status = status;
  }
}

async function send(method: string, url: string, { token, body, headers = {} }: Call): Promise<{ response: Response; text: string }> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { response, text: await response.text() };
}

/** Sends a request that must succeed and answers its text. @throws UnexpectedAnswer */
export async function requestText(method: string, url: string, call: Call = {}): Promise<string> {
  const { response, text } = await send(method, url, call);
  if (!response.ok) throw new UnexpectedAnswer(`${method} ${url}`, response.status, text);
  return text;
}

/** Sends a request that must succeed and reads its answer by the schema of the contract. @throws UnexpectedAnswer */
export async function request<Schema extends z.ZodType>(
  schema: Schema,
  method: string,
  url: string,
  call: Call = {},
): Promise<Answer<z.infer<Schema>>> {
  const { response, text } = await send(method, url, call);
  if (!response.ok) throw new UnexpectedAnswer(`${method} ${url}`, response.status, text);
  return { status: response.status, headers: response.headers, body: schema.parse(text === '' ? undefined : JSON.parse(text)) };
}

/** Sends a request that must be refused and answers the problem. @throws UnexpectedAnswer when it is not refused. */
export async function refusal<Schema extends z.ZodType>(
  schema: Schema,
  method: string,
  url: string,
  call: Call = {},
): Promise<Answer<z.infer<Schema>>> {
  const { response, text } = await send(method, url, call);
  if (response.ok) throw new UnexpectedAnswer(`${method} ${url}`, response.status, text);
  return { status: response.status, headers: response.headers, body: schema.parse(JSON.parse(text)) };
}
