import { parseJson } from '../../values/parse-json.ts';
import { isEmpty } from '../../values/value.ts';
import type { ActivityScope } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { fileBody, formBody, formRows, multipartBody } from './form-body.ts';
import type { RenderedBody } from './rendered-body.ts';

type Body = (scope: ActivityScope) => RenderedBody;

const nothing: RenderedBody = { body: undefined, contentType: undefined };

/** By the name that the designer gives each, in upper case without its signs. */
const kinds: Readonly<Record<string, (source: ActivitySource) => Body>> = {
  APPLICATIONJSON: rawBody('application/json'),
  JSON: rawBody('application/json'),
  XML: rawBody('application/xml'),
  APPLICATIONXML: rawBody('application/xml'),
  YAML: rawBody('application/yaml'),
  TOML: rawBody('application/toml'),
  OTHER: rawBody('text/plain'),
  NONE: rawBody(undefined),
  '': rawBody(undefined),
  GRAPHQL: graphQlBody,
  FORMURLENCODED: urlEncodedBody,
  FORMDATA: multipartBody,
  FILE: fileBody,
};

export function compileBody(source: ActivitySource, method: string): Body {
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return () => nothing;
  const type = source.text('httpContentType');
  const kind = type.toUpperCase().replace(/[^A-Z]/g, '');
  const compile = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (compile) return compile(source);
  source.error('flow.content-type-not-supported', `there is no body of the type ${type.trim()}: choose another content type`);
  return () => nothing;
}

/** As it is written: it is never parsed and written again. */
function rawBody(contentType: string | undefined): (source: ActivitySource) => Body {
  return (source) => {
    const template = source.template(source.text('httpRequestBody'), 'body');
    return (scope) => ({ body: template.render(scope), contentType });
  };
}

/** Fields of the form, or the whole form as a text. */
function urlEncodedBody(source: ActivitySource): Body {
  const contentType = 'application/x-www-form-urlencoded';
  return formRows(source).length > 0 ? formBody(source, contentType) : rawBody(contentType)(source);
}

/** By its own fields, or the whole body as a text. */
function graphQlBody(source: ActivitySource): Body {
  const contentType = 'application/json';
  const fields = source.property('httpRequestBodyGQL');
  if (typeof fields !== 'object' || fields === null) return rawBody(contentType)(source);
  const { query, variables } = fields as { query?: unknown; variables?: unknown };
  if (textIn(query).trim() === '') source.error('flow.missing-property', 'the GraphQL query is empty (FC1015): fill it in');
  const queryText = source.template(textIn(query), 'GraphQL query');
  const variablesText = source.template(textIn(variables), 'GraphQL variables');
  return (scope) => {
    const given = variablesText.render(scope);
    const body = JSON.stringify({ query: queryText.render(scope), variables: isEmpty(given) ? {} : parseJson(given) });
    return { body, contentType };
  };
}
