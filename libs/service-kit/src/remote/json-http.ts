import { Agent, type Dispatcher, request } from 'undici';

export interface JsonRequest {
  method: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
}

export interface JsonAnswer {
  status: number;
  /** undefined when empty or not JSON. */
  body: unknown;
}

const largestAnswerBytes = 16 * 1024 * 1024;

/** Connections to the neighbours are kept; an idle one does not hold the process. */
const neighbours = new Agent({ connections: 64, connect: { timeout: 2_000 }, maxResponseSize: largestAnswerBytes });

/** One exchange within one deadline over all of it: connecting, sending, the whole answer. A redirect is an answer. */
export async function readJson(url: string, { method, headers, body, timeoutMs }: JsonRequest): Promise<JsonAnswer> {
  const answer = await request(url, {
    method,
    dispatcher: neighbours,
    signal: AbortSignal.timeout(timeoutMs),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  });
  return { status: answer.statusCode, body: parsed(await answer.body.text()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
