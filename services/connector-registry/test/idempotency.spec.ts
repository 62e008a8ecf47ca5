import { readFileSync } from 'node:fs';

interface Route {
  parameters?: { name: string; in: string; required?: boolean }[];
}

const { paths }: { paths: Record<string, Record<string, Route>> } = JSON.parse(
  readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
);
const acting = Object.entries(paths).flatMap(([path, routes]) =>
  ['post', 'put', 'patch', 'delete'].flatMap((method) => {
    const route = routes[method];
    return route && path.includes('{organizationId}') ? [{ name: `${method.toUpperCase()} ${path}`, route }] : [];
  }),
);
const headerOf = ({ parameters = [] }: Route, name: string) => parameters.find((one) => one.in === 'header' && one.name === name);

describe('every route of an organization that acts', () => {
  it.each(acting)('$name takes an Idempotency-Key', ({ route }) => {
    expect(headerOf(route, 'Idempotency-Key')).toMatchObject({ required: false });
  });
});

describe('every change of a connector', () => {
  const changes = acting.filter(({ name }) => /connectors\/\{connectorId\}(\/(de)?activate)?$/.test(name));

  it.each(changes)('$name takes an If-Match, and needs it unless it halts', ({ name, route }) => {
    expect(headerOf(route, 'If-Match')).toMatchObject({ required: !name.endsWith('/deactivate') });
  });
});
