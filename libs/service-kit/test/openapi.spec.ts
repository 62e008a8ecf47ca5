import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Connector, FlowId, Problem } from '@patchbay/contracts';
import { z } from 'zod';
import { Access, IdParam, openApiOf, Public, ServiceKitModule } from '../src/index.ts';
import { startTiny, tinyConfig, tinyModule } from './tiny-service.ts';

const api = { name: 'tiny', title: 'Tiny', description: 'For tests' };
const connectors = '/v1/organizations/{organizationId}/connectors';
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('openApiOf', () => {
  it('describes the routes of a service without starting it', async () => {
    const document = await openApiOf(tinyModule(tinyConfig()), api);
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Tiny', description: 'For tests' }, security: [{ bearer: [] }] });
    expect(Object.keys(document.paths)).toEqual([
      connectors,
      `${connectors}/{connectorId}`,
      '/v1/failures/conflict',
      '/v1/failures/bug',
      '/v1/failures/away',
      '/v1/failures/echo',
    ]);
  });

  it('is what the service itself says at /openapi.json', async () => {
    const service = await startTiny({}, { api: { title: 'Tiny', description: 'For tests' } });
    const served = await (await fetch(`${service.url}/openapi.json`)).json();
    await service.stop();
    expect(served).toEqual(JSON.parse(JSON.stringify(await openApiOf(tinyModule(tinyConfig()), api))));
  });

  it('refers to the schemas of the contracts by name, and holds those that are referred to, and no others', async () => {
    const { paths, components } = await openApiOf(tinyModule(tinyConfig()), api);
    expect(paths[connectors]?.post).toMatchObject({
      requestBody: { content: { 'application/json': { schema: reference('CreateConnectorRequest') } } },
      responses: {
        201: { content: { 'application/json': { schema: reference('Connector') } } },
        default: { content: { 'application/problem+json': { schema: reference('Problem') } } },
      },
    });
    expect(Object.keys(components?.schemas ?? {})).toEqual([
      'AccessLevel',
      'Connector',
      'ConnectorAction',
      'ConnectorId',
      'ConnectorKind',
      'ConnectorState',
      'CreateConnectorRequest',
      'OrganizationId',
      'Problem',
    ]);
    const ofEitherKind = (schema: object) => ({ oneOf: [expect.objectContaining(schema), expect.objectContaining(schema)] });
    expect(components?.schemas?.CreateConnectorRequest).toMatchObject(ofEitherKind({ type: 'object', additionalProperties: false }));
    const known = { type: 'object', properties: expect.objectContaining({ connectorId: reference('ConnectorId') }) };
    expect(components?.schemas?.Connector).toMatchObject(ofEitherKind(known));
    expect(JSON.stringify(components?.schemas?.Connector)).not.toContain('additionalProperties');
  });

  it('spreads the fields of a query, and knows the parameters of the path that only the guard reads', async () => {
    const { paths } = await openApiOf(tinyModule(tinyConfig()), api);
    expect(paths[connectors]?.get?.parameters?.slice(0, 3)).toEqual([
      { name: 'organizationId', in: 'path', required: true, schema: reference('OrganizationId') },
      { name: 'pageSize', in: 'query', required: false, schema: expect.objectContaining({ type: 'integer', default: 25 }) },
      { name: 'pageToken', in: 'query', required: false, schema: { type: 'string' } },
    ]);
    expect(paths[connectors]?.get?.parameters).toContainEqual({
      name: 'state',
      in: 'query',
      required: false,
      schema: reference('ConnectorState'),
    });
    expect(paths[`${connectors}/{connectorId}`]?.get?.parameters).toEqual([
      { name: 'organizationId', in: 'path', required: true, schema: reference('OrganizationId') },
      { name: 'connectorId', in: 'path', required: true, schema: reference('ConnectorId') },
    ]);
  });

  it('says what each route needs', async () => {
    const { paths } = await openApiOf(tinyModule(tinyConfig()), api);
    expect(paths[connectors]?.post).toMatchObject({ 'x-action': 'connector.create' });
    expect(paths[connectors]?.post).not.toHaveProperty('security');
    expect(paths['/v1/failures/bug']?.get?.security).toEqual([{}]);
  });

  it('takes routes in that Nest does not know', async () => {
    const paths = { '/v1/hot': { post: { responses: { 200: { description: 'done' } }, 'x-action': 'execution.start' } } };
    const document = await openApiOf(tinyModule(tinyConfig()), { ...api, paths });
    expect(document.paths['/v1/hot']?.post).toMatchObject({
      responses: { 200: { description: 'done' }, default: { description: expect.any(String) } },
    });
  });

  it('has two names for a schema that takes something else than it gives, where both are used', async () => {
    const { paths, components } = await openApiOf(bothWays(), api);
    expect(paths['/both']?.post).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { properties: { problem: reference('ProblemInput') } } } } },
    });
    expect(components?.schemas?.ProblemInput).toMatchObject({ required: ['title', 'status', 'detail', 'code'] });
    expect(components?.schemas?.Problem).toMatchObject({ required: ['type', 'title', 'status', 'detail', 'code'] });
  });

  it('leaves out what JSON Schema cannot say', async () => {
    const { paths } = await openApiOf(bothWays(), api);
    expect(paths['/flows/{flowId}']?.get?.parameters).toEqual([
      { name: 'flowId', in: 'path', required: true, schema: reference('FlowId') },
      { name: 'at', in: 'query', required: true, schema: {} },
    ]);
  });
});

@Controller()
class BothController {
  @Post('both')
  @Public()
  @ApiOkResponse({ standardSchema: Connector })
  both(@Body({ schema: z.object({ problem: Problem }) }) body: object) {
    return body;
  }

  @Get('flows/:flowId')
  @Access('flow.read', 'flow', 'flowId')
  flow(@Param('flowId', IdParam(FlowId)) flowId: FlowId, @Query({ schema: z.object({ at: z.date() }) }) at: object) {
    return { flowId, at };
  }
}

@Module({ controllers: [BothController] })
class BothModule {}

function bothWays() {
  return { module: BothModule, imports: [ServiceKitModule.forService({ name: 'both', config: tinyConfig() })] };
}
