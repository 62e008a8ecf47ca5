import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from './complete-document.ts';
import { convertSchema } from './schema-converter.ts';

export interface ApiDescription {
  name: string;
  title?: string;
  description?: string;
  /** What Nest does not know: routes that are registered on Fastify directly, bodies of another media type. */
  paths?: OpenAPIObject['paths'];
}

/** The OpenAPI document of a service, without starting anything: Nest's preview mode makes no provider. */
export async function openApiOf(module: DynamicModule, api: ApiDescription): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return documentOf(app, api);
}

export function documentOf(app: NestFastifyApplication, { name, title, description, paths }: ApiDescription): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle(title ?? name)
    .setDescription(description ?? '')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => convertSchema(schema, schemaType),
  });
  return completeDocument({ ...document, paths: merged(document.paths, paths ?? {}) });
}

/** A path may have methods of both, and a body media types of both. */
function merged<T extends object>(one: T, other: T): T {
  const both = Object.entries(other).map(([key, given]) => {
    const known: unknown = Object.hasOwn(one, key) ? one[key as keyof T] : undefined;
    return [key, isObject(known) && isObject(given) ? merged(known, given) : given];
  });
  return { ...one, ...Object.fromEntries(both) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
