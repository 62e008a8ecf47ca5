import { HttpException } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { type ErrorLike, isErrorLike } from './error-like.ts';
import { BadRequest, MalformedJson, RequestTooLarge, UnknownRoute, UnsupportedMediaType } from './request-errors.ts';

/** Refusals of Fastify and Nest in our own words. Anything else comes back as it is. */
export function asRequestError(error: unknown): unknown {
  if (!isErrorLike(error) || error instanceof DomainError) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new MalformedJson(options);
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RequestTooLarge(options);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new UnsupportedMediaType(options);
    default:
      return byStatus(error, options);
  }
}

function byStatus(error: ErrorLike, options: ErrorOptions): unknown {
  switch (statusOf(error)) {
    case 404:
      return error instanceof HttpException ? new UnknownRoute() : error;
    case 413:
      return new RequestTooLarge(options);
    case 415:
      return new UnsupportedMediaType(options);
    case 414:
      return new BadRequest(414, options);
    case 400:
      return new BadRequest(400, options);
    default:
      return error;
  }
}

function statusOf(error: ErrorLike): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const fromFastify = String(error.code).startsWith('FST_ERR_') && error.statusCode !== undefined;
  return fromFastify ? Number(error.statusCode) : undefined;
}
