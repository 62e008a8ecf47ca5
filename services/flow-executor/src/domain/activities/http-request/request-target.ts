import { parseOpenUrl } from '../../request/open-url.ts';
import { parseRequestPath, UnsafePath } from '../../request/request-path.ts';
import type { Template } from '../../template/template.ts';
import type { ActivityScope } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';

/** Rows of query parameters, each name and value encoded as a whole. */
function compileQuery(source: ActivitySource): (scope: ActivityScope) => string {
  const rows = source.entries('httpQueryParameters').filter(([name]) => name.trim() !== '');
  const templates = rows.map(
    ([name, value]) => [encodeURIComponent(name.trim().toWellFormed()), source.template(value, `query parameter ${name}`)] as const,
  );
  return (scope) => templates.map(([name, value]) => `${name}=${encodeURIComponent(value.render(scope).toWellFormed())}`).join('&');
}

type ConnectorTarget = (scope: ActivityScope) => { path: string; search: string };

export function compilePath(source: ActivitySource): ConnectorTarget {
  const template = source.template(source.required('httpRequestPath'), 'request path');
  checkLiteralPath(source, template);
  const query = compileQuery(source);
  return (scope) => {
    const { path, search } = parseRequestPath(template.render(scope));
    return { path, search: [search, query(scope)].filter((part) => part !== '').join('&') };
  };
}

export function compileUrl(source: ActivitySource): (scope: ActivityScope) => string {
  const template = source.template(source.required('httpRequestUrl'), 'request URL');
  const query = compileQuery(source);
  return (scope) => parseOpenUrl(template.render(scope).trim(), query(scope));
}

/** Path of a request as far as it is known before there are values; undefined where it is not safe or not readable. */
export function literalPath(template: Template): string | undefined {
  try {
    return parseRequestPath(template.withPlaceholders('x')).path;
  } catch (error) {
    if (error instanceof UnsafePath) return undefined;
    throw error;
  }
}

function checkLiteralPath(source: ActivitySource, template: Template): void {
  try {
    parseRequestPath(template.withPlaceholders('x'));
  } catch (error) {
    if (!(error instanceof UnsafePath)) throw error;
    source.error('flow.unsafe-path', error.message);
  }
}
