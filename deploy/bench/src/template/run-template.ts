import { compiledModule } from '../compiled-module.ts';
import { nsPerRun } from '../time-per-run.ts';

interface TemplateModule {
  Template: { compile(source: string): { render(scope: object): string } };
}
interface WorkModule {
  Work: new () => object;
}

/** As authors write them: most are plain variables and outputs, some compute. */
const expressions = [
  '{{customerName}}',
  '{{GetCustomer.httpStatusCode}}',
  '{{treatment.bUnit}}',
  '{{ GetCustomer.httpStatusCode == 200 }}',
  '{{ NewPhoneContact.ANI | slice(1) }}',
  '{{ count + 1 }}',
  '{{ (count % treatment.mCount) + 1 }}',
  '{{ count is even and customerName.length == 3 }}',
  'Hello {{customerName}}, you are number {{count}} of {{treatment.mCount}}.',
  '{"phone": "{{NewPhoneContact.ANI | replace({"+1":""})}}", "tier": "{{treatment.bUnit}}"}',
];
const renders = 200_000;

const variables: Readonly<Record<string, unknown>> = { customerName: 'Ada', count: 4, treatment: { bUnit: 'sales', mCount: 5 } };
const outputs: Readonly<Record<string, unknown>> = { 'NewPhoneContact.ani': '+14155550100', 'GetCustomer.httpstatuscode': 200 };

/** Rendering of typical expressions, each compiled once. */
export async function run(): Promise<void> {
  const { Template } = await compiledModule<TemplateModule>('flow-executor', 'domain/template/template.js');
  const { Work } = await compiledModule<WorkModule>('flow-executor', 'domain/template/work.js');
  const scope = {
    variable: (name: string) => variables[name],
    output: (label: string, name: string) => outputs[`${label}.${name}`],
    now: new Date(),
    work: new Work(),
  };
  const took = expressions.map((expression) => {
    const template = Template.compile(expression);
    if (template.render(scope) === '') throw new Error(`${expression} makes nothing`);
    return {
      expression,
      ns: nsPerRun(renders, (run) => {
        // An execution has a budget for all of its templates.
        if (run % 100 === 0) scope.work = new Work();
        return template.render(scope);
      }),
    };
  });
  const nsPerExpression = Math.round((took.reduce((sum, { ns }) => sum + ns, 0) / took.length) * 10) / 10;
  const slowest = took.toSorted((one, other) => other.ns - one.ns)[0];
  process.stdout.write(`${JSON.stringify({ expressions: expressions.length, nsPerExpression, slowest })}\n`);
}
