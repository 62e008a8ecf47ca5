import { parseJson } from '../../values/parse-json.ts';
import { isEmpty } from '../../values/value.ts';
import type { ActivityScope } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

/** What is sent, and as what. */
interface RequestBody {
  readonly contentType: string | undefined;
  render(scope: ActivityScope): string | undefined;
}

/** Names of the designer, in upper case. */
const contentTypes: Readonly<Record<string, string | undefined>> = {
  'APPLICATION/JSON': 'application/json',
  GRAPHQL: 'application/json',
  'FORM-URLENCODED': 'application/x-www-form-urlencoded',
  XML: 'application/xml',
  YAML: 'application/yaml',
  TOML: 'application/toml',
  OTHER: 'text/plain',
  NONE: undefined,
  '': undefined,
};

const nothing: RequestBody = { contentType: undefined, render: () => undefined };

export function compileBody(source: ActivitySource, method: string): RequestBody {
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return nothing;
  const type = source.text('httpContentType').trim().toUpperCase();
  if (!Object.hasOwn(contentTypes, type)) {
    source.error('flow.content-type-not-supported', `bodies of the type ${type} cannot be sent yet: choose another content type`);
    return nothing;
  }
  const graphQl = source.property('httpRequestBodyGQL');
  if (type === 'GRAPHQL' && typeof graphQl === 'object' && graphQl !== null) return graphQlBody(source, graphQl);
  const body = source.template(source.text('httpRequestBody'), 'body');
  return { contentType: contentTypes[type], render: (scope) => body.render(scope) };
}

function graphQlBody(source: ActivitySource, { query, variables }: { query?: unknown; variables?: unknown }): RequestBody {
  const queryText = source.template(textIn(query), 'GraphQL query');
  const variablesText = source.template(textIn(variables), 'GraphQL variables');
  return {
    contentType: 'application/json',
    render(scope) {
      const given = variablesText.render(scope);
      return JSON.stringify({ query: queryText.render(scope), variables: isEmpty(given) ? {} : parseJson(given) });
    },
  };
}
