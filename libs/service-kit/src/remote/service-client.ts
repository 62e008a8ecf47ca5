import type { z } from 'zod';
import { currentRequestId, currentTraceparent } from '../context/request-context.ts';
import { isErrorLike } from '../problems/error-like.ts';
import { within } from '../process/within.ts';
import { type JsonAnswer, readJson } from './json-http.ts';
import { RemoteUnavailable, remoteErrorOf } from './remote-errors.ts';
import type { ServiceIdentity } from './service-identity.ts';

export interface ServiceClientOptions {
  /** The service that is called: for messages. */
  name: string;
  baseUrl: string;
  identity: Pick<ServiceIdentity, 'accessToken' | 'discard'>;
  /** For all of a request, getting a token included. */
  timeoutMs: number;
}

export interface ServiceRequest<Schema extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the service, with what it contains already encoded. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  response: Schema;
  timeoutMs?: number;
  /** Sent once more when a kept connection turns out to be closed. Default: every method but POST and PATCH. */
  repeatable?: boolean;
}

type AnyRequest = ServiceRequest<z.ZodType>;

/** Calls another service as this service, within a deadline, and reads the answer by its contract. */
export class ServiceClient {
  constructor(private readonly options: ServiceClientOptions) {}

  /** @throws RemoteRefusal, RemoteUnavailable, IdentityProviderUnavailable */
  async request<Schema extends z.ZodType>(request: ServiceRequest<Schema>): Promise<z.output<Schema>> {
    const { name } = this.options;
    const { status, body } = await this.exchange(request);
    if (status < 200 || status > 299) throw remoteErrorOf(name, status, body);
    const result = request.response.safeParse(body);
    if (!result.success) throw new RemoteUnavailable(name, 'gives an answer that its contract does not know', { cause: result.error });
    return result.data;
  }

  private async exchange(request: AnyRequest): Promise<JsonAnswer> {
    const deadline = performance.now() + (request.timeoutMs ?? this.options.timeoutMs);
    const token = await this.tokenBefore(deadline);
    const answer = await this.send(request, token, deadline);
    if (answer.status !== 401) return answer;
    // The provider may have changed its keys since.
    this.options.identity.discard(token);
    return this.send(request, await this.tokenBefore(deadline), deadline);
  }

  private async tokenBefore(deadline: number): Promise<string> {
    const token = this.options.identity.accessToken();
    if (await within(token, deadline - performance.now())) return token;
    throw new RemoteUnavailable(this.options.name, 'was not asked: there was no token in time');
  }

  private async send(request: AnyRequest, token: string, deadline: number): Promise<JsonAnswer> {
    const attempt = () => this.attempt(request, token, deadline);
    try {
      return await attempt().catch((error: unknown) => {
        if (isRepeatable(request) && isBrokenConnection(error)) return attempt();
        throw error;
      });
    } catch (error) {
      const late = isErrorLike(error) && error.name === 'TimeoutError';
      throw new RemoteUnavailable(this.options.name, late ? 'does not answer in time' : 'does not answer', { cause: error });
    }
  }

  private attempt(request: AnyRequest, token: string, deadline: number): Promise<JsonAnswer> {
    return readJson(`${this.options.baseUrl.replace(/\/$/, '')}${request.path}`, {
      method: request.method,
      headers: headersOf(request, token),
      timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
  }
}

function headersOf({ headers, body }: AnyRequest, token: string): Record<string, string> {
  const requestId = currentRequestId();
  const traceparent = currentTraceparent();
  return {
    ...headers,
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(requestId && { 'x-request-id': requestId }),
    ...(traceparent && { traceparent }),
  };
}

const isRepeatable = ({ method, repeatable }: AnyRequest): boolean => repeatable ?? (method !== 'POST' && method !== 'PATCH');

/** A kept connection that the other side had just closed. */
const isBrokenConnection = (error: unknown): boolean =>
  isErrorLike(error) && ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String(error.code));
