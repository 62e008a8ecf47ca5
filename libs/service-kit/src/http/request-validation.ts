import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { type FieldError, RequestInvalid, UnknownResource } from '../problems/request-errors.ts';

/**
 * For `@Body({ schema })`, `@Query({ schema })` and `@Param(name, { schema })`: Nest hands the schema over, this pipe applies it.
 * A path parameter that cannot be an id is the id of nothing.
 */
export class RequestValidationPipe implements PipeTransform {
  transform(value: unknown, { type, data, schema }: ArgumentMetadata): unknown {
    if (schema === undefined || type === 'custom') return value;
    if (type === 'param') return idOf(schema as unknown as z.ZodType, data, value);
    return parseRequest(schema as unknown as z.ZodType, value, type);
  }
}

/** The same for a route that is registered on Fastify directly. @throws RequestInvalid */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown, part = 'body'): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RequestInvalid(result.error.issues.flatMap((issue) => fieldErrorsOf(issue, part)));
}

/** For `@Param('connectorId', IdParam(ConnectorId))`: what is no such id is 404 `connector.not-found`. */
export const IdParam = <Schema extends z.ZodType>(schema: Schema): { schema: Schema } => ({ schema });

/** The same for a route that is registered on Fastify directly. @throws UnknownResource */
export function parseId<Schema extends z.ZodType>(schema: Schema, parameter: string, value: unknown): z.output<Schema> {
  const result = schema.safeParse(typeof value === 'string' ? value.toLowerCase() : value);
  if (!result.success) throw new UnknownResource(resourceOf(parameter));
  return result.data;
}

const idOf = (schema: z.ZodType, parameter: string | undefined, value: unknown): unknown => parseId(schema, parameter ?? 'resource', value);

/** `connectorId` -> `connector`, `oauthClientId` -> `oauth-client`. */
const resourceOf = (parameter: string): string => parameter.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function fieldErrorsOf(issue: z.core.$ZodIssue, part: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldOf([...issue.path, key], part), message: 'is not a known field' }));
  }
  return [{ field: fieldOf(issue.path, part), message: issue.message }];
}

const fieldOf = (path: readonly PropertyKey[], part: string): string => (path.length > 0 ? path.map(String).join('.') : part);
