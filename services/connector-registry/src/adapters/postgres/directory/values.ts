export interface Statement {
  text: string;
  values: unknown[];
}

/** Numbers the values of a statement as they are mentioned. */
export class Values {
  readonly all: unknown[] = [];

  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}
