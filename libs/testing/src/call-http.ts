export interface HttpCall {
  /** null sends none. */
  token: string | null;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  headers?: Record<string, string>;
}

export interface HttpAnswer<Body> {
  status: number;
  headers: Headers;
  /** undefined when there is none. */
  body: Body;
  text: string;
}

/** One request to a service, and whatever it answers. */
export async function callHttp<Body>(method: string, url: string, { token, body, raw, headers }: HttpCall): Promise<HttpAnswer<Body>> {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text), text };
}

/** The body of an answer that is to have that status. */
export function expectStatus<Body>(status: number, answer: HttpAnswer<Body>): Body {
  if (answer.status !== status) throw new Error(`${status} expected, not ${answer.status}: ${answer.text}`);
  return answer.body;
}
