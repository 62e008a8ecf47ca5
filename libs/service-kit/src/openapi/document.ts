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
  /** Routes that are registered on Fastify directly, which Nest does not know. */
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
  return completeDocument({ ...document, paths: merged(document.paths, paths) });
}

/** A path may have methods of both. */
function merged(one: OpenAPIObject['paths'], other: OpenAPIObject['paths'] = {}): OpenAPIObject['paths'] {
  return { ...one, ...Object.fromEntries(Object.entries(other).map(([path, item]) => [path, { ...one[path], ...item }])) };
}
