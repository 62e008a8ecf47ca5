import { isHeaderValue, mayAuthorSet } from '../../request/author-headers.ts';
import type { ActivityScope } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';
import { RequestRefused } from './request-refused.ts';

interface RequestHeaders {
  /** What the author says the body is, whatever was chosen as content type. */
  contentType: string | undefined;
  headers: Record<string, string>;
}

export function compileHeaders(source: ActivitySource, mode: 'connector' | 'open'): (scope: ActivityScope) => RequestHeaders {
  const rows = source.entries('httpRequestHeaders').filter(([name]) => name.trim() !== '');
  const allowed = rows.filter(([name]) => isAllowed(source, name.trim(), mode));
  const templates = allowed.map(([name, value]) => [name.trim(), source.template(value, `header ${name.trim()}`)] as const);
  return (scope) => {
    const result: RequestHeaders = { contentType: undefined, headers: {} };
    for (const [name, template] of templates) {
      const value = template.render(scope).trim();
      if (!isHeaderValue(value)) throw new RequestRefused(`the header ${name} holds a character that no header may hold: encode its value`);
      if (name.toLowerCase() === 'content-type') result.contentType = value || undefined;
      else result.headers[name] = value;
    }
    return result;
  };
}

function isAllowed(source: ActivitySource, name: string, mode: 'connector' | 'open'): boolean {
  if (mayAuthorSet(name, mode)) return true;
  source.error('flow.header-not-allowed', `the header ${name} is set by the platform, or is no name of a header: remove it`);
  return false;
}
