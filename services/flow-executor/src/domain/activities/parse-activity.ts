import { DomainError } from '@patchbay/errors';
import { failureMessages } from '../request/failure-code.ts';
import { parseJson } from '../values/parse-json.ts';
import { isEmpty, type Value } from '../values/value.ts';
import { type ActivityKind, exitBy, type Step } from './activity.ts';
import { checkParsedType } from './content-type.ts';
import { OutputRows } from './output-rows.ts';

const parsed = exitBy('default');
export const unparsable: Step = { kind: 'failed', port: 'error', code: 'PARSE', message: failureMessages.PARSE };

export const parseActivity: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const inputName = source.required('inputVariable');
    const input = source.expression(inputName || '""', 'inputVariable');
    const rows = OutputRows.compile(source, /\.(httpResponseHeaders|headers)\W*$/i.test(inputName));
    if (!rows.isEmpty) checkParsedType(source);
    return {
      run(scope) {
        const document = input.evaluate(scope);
        return isEmpty(document) ? parsed : parseOr(() => rows.assign(documentOf(document), scope));
      },
    };
  },
};

function documentOf(value: Value): Value {
  return typeof value === 'string' ? parseJson(value) : value;
}

/** Whatever of the document does not fit is one failure to the flow. */
export function parseOr(assign: () => void): Step {
  try {
    assign();
    return parsed;
  } catch (error) {
    if (error instanceof DomainError) return unparsable;
    throw error;
  }
}
