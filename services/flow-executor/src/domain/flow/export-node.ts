import { MalformedExport } from './malformed-export.ts';

/** A place in an export: reads what it finds there, and names the place where that is something else. */
export class ExportNode {
  constructor(
    private readonly value: unknown,
    readonly path = '$',
  ) {}

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  at(key: string): ExportNode {
    const record = this.record();
    return new ExportNode(Object.hasOwn(record, key) ? record[key] : undefined, `${this.path}.${key}`);
  }

  record(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      throw new MalformedExport(this.path, 'an object');
    return this.value as Readonly<Record<string, unknown>>;
  }

  items(): ExportNode[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) throw new MalformedExport(this.path, 'a list');
    return this.value.map((item, index) => new ExportNode(item, `${this.path}[${index}]`));
  }

  entries(): [string, ExportNode][] {
    if (this.isAbsent) return [];
    return Object.keys(this.record()).map((key) => [key, this.at(key)]);
  }

  /** Scalars of other types are printed: exports hold numbers as text and the other way round. */
  text(fallback = ''): string {
    if (this.isAbsent) return fallback;
    if (typeof this.value === 'object') throw new MalformedExport(this.path, 'a text');
    return String(this.value);
  }

  requiredText(): string {
    const text = this.text();
    if (text.trim() === '') throw new MalformedExport(this.path, 'a text that is not empty');
    return text;
  }

  oneOf<T extends string>(values: readonly T[], fallback: T): T {
    const text = this.text(fallback).toUpperCase();
    const known = values.find((value) => value === text);
    if (known === undefined) throw new MalformedExport(this.path, `one of ${values.join(', ')}`);
    return known;
  }
}
