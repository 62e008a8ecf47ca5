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
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body, headers: response.headers };
}

/** @throws with the answer when it is none of success */
export async function demand<Body>(method: string, url: string, asked: Ask): Promise<Body> {
  const { status, body } = await ask<Body>(method, url, asked);
  if (status >= 300) throw new Error(`${method} ${url} is answered by ${status}: ${JSON.stringify(body)}`);
  return body;
}
