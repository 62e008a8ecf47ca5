import { readFileSync } from 'node:fs';

type Values = Readonly<Record<string, string | number>>;

/** What a runbook tells an operator to do, taken from its text, so that the text cannot go out of date unseen. */
export class Runbook {
  private readonly text: string;

  constructor(private readonly name: string) {
    this.text = readFileSync(new URL(`../../../../deploy/docs/runbooks/${name}.md`, import.meta.url), 'utf8');
  }

  /** Names of its statements: the comment on the first line of each. */
  get statements(): string[] {
    return this.all(/```sql\n\s*-- ([\w-]+)\n/g);
  }

  /** With its psql variables filled in. */
  statement(name: string, values: Values = {}): string {
    const [statement] = this.all(new RegExp(`-- ${name}\n([^\`]+)`, 'g'));
    if (statement === undefined) throw new Error(`the runbook ${this.name} has no statement ${name}`);
    return Object.entries(values).reduce(
      (text, [variable, value]) => text.replaceAll(`:'${variable}'`, `'${value}'`).replaceAll(`:${variable}`, String(value)),
      statement,
    );
  }

  /** Method and path of its requests. */
  get requests(): string[] {
    return this.all(/`((?:GET|POST|PATCH|DELETE) [^`\s]+)`/g);
  }

  get metrics(): string[] {
    return [...new Set(this.all(/`(patchbay_[a-z_]+)`/g))];
  }

  /** Cells of its tables, row by row, without backticks. */
  get rows(): string[][] {
    const lines = this.text.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('| -'));
    return lines.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
  }

  /** Everything that the expression's first group finds. */
  all(expression: RegExp): string[] {
    return [...this.text.matchAll(expression)].flatMap(([, found]) => found ?? []);
  }
}
