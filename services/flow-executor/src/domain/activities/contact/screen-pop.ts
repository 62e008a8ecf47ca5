import type { ActivityKind } from '../activity.ts';
import { notice } from '../platform/task.ts';

export const screenPop: ActivityKind = notice({
  command: 'screen-pop',
  compile(source) {
    source.required('screenPopUrl');
    const url = source.rendered('screenPopUrl');
    const label = source.rendered('screenPopDesktopLabel');
    const parameters = source.renderedEntries('queryParameters');
    const target = source.text('target');
    return (scope) => ({ url: withParameters(url(scope), parameters(scope)), label: label(scope), target });
  },
});

function withParameters(url: string, parameters: Record<string, string>): string {
  const rows = Object.entries(parameters).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  if (rows.length === 0) return url;
  const [address = '', fragment] = url.split(/#(.*)/s);
  const separator = address.includes('?') ? '&' : '?';
  return `${address}${separator}${rows.join('&')}${fragment === undefined ? '' : `#${fragment}`}`;
}

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());
