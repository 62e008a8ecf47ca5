import type { Template } from '../../template/template.ts';
import type { ActivityScope } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import type { RenderedBody } from './rendered-body.ts';
import { RequestRefused } from './request-refused.ts';

const maxRows = 50;
const maxBodyLength = 1_048_576;

/** A field of a form: a text, or a file with its name. */
interface Row {
  readonly key: string;
  readonly isFile: boolean;
  readonly value: Template;
  readonly fileName: Template;
}

type Body = (scope: ActivityScope) => RenderedBody;
type Fields = Readonly<Record<string, unknown>>;

export function formRows(source: ActivitySource): readonly Fields[] {
  return source.list('httpRequestBodyFormData').filter((row): row is Fields => textIn((row as Fields | null)?.key).trim() !== '');
}

function compileRows(source: ActivitySource): readonly Row[] {
  const rows = formRows(source);
  if (rows.length > maxRows) source.error('flow.limit', `the form has more than ${maxRows} fields: split it`);
  return rows.map((row) => {
    const key = textIn(row.key).trim();
    return {
      key,
      isFile: textIn(row.type).trim().toUpperCase() === 'FILE',
      value: source.template(textIn(row.value), `form field ${key}`),
      fileName: source.template(fileNameIn(row) || key, `file name of the form field ${key}`),
    };
  });
}

/** As a form of a web page is sent. */
export function formBody(source: ActivitySource, contentType: string): Body {
  const rows = compileRows(source);
  return (scope) => {
    const fields = new URLSearchParams(rows.map(({ key, value }): [string, string] => [key, value.render(scope)]));
    return { body: bounded(String(fields)), contentType };
  };
}

export function multipartBody(source: ActivitySource): Body {
  const rows = compileRows(source);
  if (rows.length === 0) source.error('flow.missing-property', 'the form has no fields (FC1015): fill them in');
  return (scope) => {
    const parts = rows.map((row) => partOf(row, scope));
    const boundary = boundaryFor(parts);
    const body = [...parts.map((part) => `--${boundary}\r\n${part}\r\n`), `--${boundary}--\r\n`].join('');
    return { body: bounded(body), contentType: `multipart/form-data; boundary=${boundary}`, isTypeFixed: true };
  };
}

/** The content of one file and nothing else. */
export function fileBody(source: ActivitySource): Body {
  const file = fileOf(source);
  const content = source.template(textIn(member(file, 'content', 'value')) || source.text('httpRequestBody'), 'file content');
  const fileName = source.template(fileNameIn(file), 'file name');
  return (scope) => {
    const name = fileName.render(scope).trim();
    return {
      body: bounded(content.render(scope)),
      contentType: 'application/octet-stream',
      ...(name !== '' && { headers: { 'content-disposition': `attachment; filename="${quoted(name)}"` } }),
    };
  };
}

function fileOf(source: ActivitySource): Fields {
  const files = source.property('httpRequestBodyFiles');
  const file: unknown = Array.isArray(files) ? files[0] : files;
  return typeof file === 'object' && file !== null ? (file as Fields) : {};
}

const fileNameIn = (fields: Fields): string => textIn(member(fields, 'filename', 'name'));

/** By the first of the names that is there, written in whatever way. */
function member(fields: Fields, ...names: readonly string[]): unknown {
  const found = names.map((name) => Object.keys(fields).find((key) => key.toLowerCase().replace(/[^a-z]/g, '') === name));
  const key = found.find((one) => one !== undefined);
  return key === undefined ? undefined : fields[key];
}

function partOf({ key, isFile, value, fileName }: Row, scope: ActivityScope): string {
  const content = value.render(scope);
  const disposition = `Content-Disposition: form-data; name="${quoted(key)}"`;
  if (!isFile) return `${disposition}\r\n\r\n${content}`;
  const name = quoted(fileName.render(scope).trim());
  return `${disposition}; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}`;
}

/** As browsers write it: nothing in a name ends its quotes or its line. */
function quoted(name: string): string {
  return name.replace(/["\r\n]/g, encodeURIComponent);
}

const boundaries = Array.from({ length: 10 }, (_, index) => `patchbay-part-${index}`);

/** One that no part holds. */
function boundaryFor(parts: readonly string[]): string {
  const boundary = boundaries.find((one) => !parts.some((part) => part.includes(one)));
  if (boundary === undefined) throw new RequestRefused('a form field looks like the end of a field: send it in another way');
  return boundary;
}

function bounded(body: string): string {
  if (body.length > maxBodyLength) throw new RequestRefused(`the body is longer than ${maxBodyLength} characters: send less`);
  return body;
}
