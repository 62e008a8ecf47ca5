import type { Dispatcher } from 'undici';
import type { Call } from './call.ts';
import { RequestFailure } from './request-failure.ts';

/** As it came over the wire. */
export interface RawResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

type ResponseHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

export const maxBodyBytes = 1_048_576;

/** One request on one connection. The gate is asked when the connection is there and the request's turn has come, right before its bytes are written. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<RawResponse>;
  private readonly settle = Promise.withResolvers<RawResponse>();
  private controller: Dispatcher.DispatchController | undefined;
  private statusCode = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;

  /** @param onStart told when the gate has let it pass */
  constructor(
    private readonly call: Call,
    private readonly onStart?: () => void,
  ) {
    this.response = this.settle.promise;
    // Nobody may be waiting yet, or any more.
    this.response.catch(() => undefined);
    call.onInterrupt((reason) => this.interrupt(reason));
  }

  /** Throwing here ends the request before a byte of it is written, and leaves the connection to others. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.call.requirePermit();
    this.controller = controller;
    this.onStart?.();
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: ResponseHeaders): void {
    if (statusCode < 200) return;
    this.statusCode = statusCode;
    for (const name in headers) this.headers[name] = textOf(headers[name]);
    if (Number(this.headers['content-length']) > maxBodyBytes) controller.abort(new RequestFailure('RESPONSE_TOO_LARGE'));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > maxBodyBytes) controller.abort(new RequestFailure('RESPONSE_TOO_LARGE'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.release();
    this.settle.resolve({ statusCode: this.statusCode, headers: this.headers, body: Buffer.concat(this.chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.release();
    this.settle.reject(error);
  }

  /** In flight the socket is destroyed; while it still waits for its turn, `onRequestStart` will refuse it. */
  private interrupt(reason: RequestFailure): void {
    this.controller?.abort(reason);
    this.release();
    this.settle.reject(reason);
  }

  private release(): void {
    this.call.onInterrupt(undefined);
  }
}

const textOf = (value: string | readonly string[] | undefined): string => (typeof value === 'object' ? value.join(', ') : (value ?? ''));
