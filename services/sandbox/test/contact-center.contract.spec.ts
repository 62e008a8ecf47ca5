import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { operations } from '../src/adapters/contact-center/operations.ts';
import { documentedPath, type Sample, samples } from './operation-samples.ts';
import { READ_WRITE, type Sandbox, startSandbox } from './start-sandbox.ts';

const file = new URL('../../../../shared/api/webex-contact-center.openapi.json', import.meta.url);
const documentIsThere = existsSync(file);

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly type?: string } }>>;
}
interface DocumentedOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
const vendorDocument = documentIsThere ? JSON.parse(readFileSync(file, 'utf8')) : { paths: {} };

/** The document is OpenAPI 3.0: JSON Schema with a few words of its own, which say nothing about what we check. */
const ajv = new Ajv({
  strict: false,
  validateSchema: false,
  unicodeRegExp: false,
  allErrors: true,
  formats: { int32: true, int64: true, double: true, url: true, binary: true },
});
(addFormats as unknown as (instance: Ajv) => void)(ajv);
// A map of anything, in the words of the generator that wrote the document: its members are numbers and texts.
if (documentIsThere) delete vendorDocument.components.schemas.ResponseEnvelopeCadVariableDTO.properties.meta.additionalProperties;
ajv.addSchema(vendorDocument, 'vendor');

function schemaAt(...path: string[]): ValidateFunction {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  return ajv.compile({ $ref: `vendor#/${pointer}` });
}

function problemsOf(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) ? [] : validate.errors;
}

const sampled = documentIsThere ? samples : [];

describe('the operations of the Contact Center API', () => {
  it('each have a sample', () => {
    const names = operations.map(({ method, path }) => `${method} ${documentedPath(path)}`);
    expect(samples.map(({ method, documented }) => `${method} ${documented}`).toSorted()).toEqual(names.toSorted());
  });

  it(`are checked one by one ${documentIsThere ? 'against' : 'only where there is'} the vendor's OpenAPI document in ../shared/api`, () => {
    expect(sampled).toHaveLength(documentIsThere ? operations.length : 0);
  });
});

const describeWithDocument = () => {
  let sandbox: Sandbox;
  let token: string;
  let weakToken: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    token = await sandbox.contactCenterToken(READ_WRITE);
    weakToken = await sandbox.contactCenterToken('');
  });
  afterAll(() => sandbox.stop());

  const send = ({ method, url, body }: Sample, bearer: string | undefined) =>
    sandbox.call(bearer, url, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  /** What is wrong with an answer, where the document describes answers of its status. */
  async function problemsOfAnswer(response: Response, at: string[], responses: DocumentedOperation['responses']): Promise<unknown> {
    const text = await response.text();
    const [mediaType, content] = Object.entries(responses[response.status]?.content ?? {})[0] ?? [];
    if (mediaType === undefined || content?.schema === undefined) return [];
    // The answer of a search is described as a text, which holds JSON.
    const value = content.schema.type === 'string' ? text : JSON.parse(text);
    return problemsOf(schemaAt(...at, 'responses', String(response.status), 'content', mediaType, 'schema'), value);
  }

  it.each(sampled.map((sample) => [`${sample.method} ${sample.documented}`, sample] as const))('%s', async (_name, sample) => {
    const at = ['paths', sample.documented, sample.method.toLowerCase()];
    const documented: DocumentedOperation = vendorDocument.paths[sample.documented][sample.method.toLowerCase()];
    const query = (documented.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    expect(query).toEqual(expect.arrayContaining([...new URL(sample.url, 'http://x').searchParams.keys()]));
    if (sample.body !== undefined) {
      expect(problemsOf(schemaAt(...at, 'requestBody', 'content', 'application/json', 'schema'), sample.body)).toEqual([]);
    }
    const answers = [await send(sample, undefined), await send(sample, weakToken), await send(sample, token)];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, expect.any(Number)]);
    expect(Object.keys(documented.responses).filter((status) => status.startsWith('2'))).toContain(String(answers[2]?.status));
    for (const answer of answers) expect(await problemsOfAnswer(answer, at, documented.responses)).toEqual([]);
  });
};

if (documentIsThere) describe('the vendor’s document describes', describeWithDocument);
