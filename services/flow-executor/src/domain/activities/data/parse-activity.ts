import { type DocumentType, readDocument } from '../../documents/read-document.ts';
import { isEmpty, type Value } from '../../values/value.ts';
import { type ActivityKind, exitBy } from '../activity.ts';
import { compileDocumentType } from './content-type.ts';
import { OutputRows } from './output-rows.ts';

const nothingToParse = exitBy('default');

export const parseActivity: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const inputName = source.required('inputVariable');
    const input = source.expression(inputName || '""', 'inputVariable');
    const rows = OutputRows.compile(source, /\.(httpResponseHeaders|headers)\W*$/i.test(inputName));
    const type = compileDocumentType(source);
    return {
      run(scope) {
        const document = input.evaluate(scope);
        return isEmpty(document) ? nothingToParse : rows.assign(() => documentOf(document, type), scope);
      },
    };
  },
};

/** A variable of the type JSON, a map of headers, or the text of a document. */
function documentOf(value: Value, type: DocumentType): Value {
  return typeof value === 'string' ? readDocument(type, value) : value;
}
