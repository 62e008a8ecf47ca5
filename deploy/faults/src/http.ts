export interface Answer<Body> {
  status: number;
  /** As it came; of an error, a problem. */
  body: Body;
  headers: Headers;
}

export interface Ask {
  token: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** @throws when there is no answer */
export async function ask<Body>(method: string, url: string, { token, body, headers, signal }: Ask): Promise<Answer<Body>> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  const isLines = response.headers.get('content-type') === 'application/x-ndjson';
  return { status: response.status, body: (isLines ? linesIn(text) : valueIn(text)) as Body, headers: response.headers };
}

const valueIn = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));
const linesIn = (text: string): unknown[] => text.split('\n').filter(Boolean).map(valueIn);

/** @throws with the answer when it is none of success */
export async function demand<Body>(method: string, url: string, asked: Ask): Promise<Body> {
  const { status, body } = await ask<Body>(method, url, asked);
  if (status >= 300) throw new Error(`${method} ${url} is answered by ${status}: ${JSON.stringify(body)}`);
  return body;
}
