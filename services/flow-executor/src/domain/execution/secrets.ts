import { isList, isMap, textOf, type Value } from '../values/value.ts';

/** What stands in the place of a value that nobody may see. */
export const masked = '***';

/** Shorter ones are in every text: what is made of them is masked by its origin alone. */
const minLength = 3;
const maxTexts = 500;

/** The texts that secure variables have held: wherever one turns up again, also in an answer from outside, it is masked. */
export class Secrets {
  private readonly texts = new Set<string>();

  get known(): readonly string[] {
    return [...this.texts];
  }

  add(value: Value): void {
    if (isList(value) || isMap(value)) for (const inner of Object.values(value)) this.add(inner);
    const text = textOf(value);
    if (text.length >= minLength && this.texts.size < maxTexts) this.texts.add(text);
  }

  /** A copy that may be shown. */
  maskIn<T>(value: T): T {
    return this.texts.size === 0 ? value : (this.copyOf(value) as T);
  }

  private copyOf(value: unknown): unknown {
    if (typeof value === 'string') return this.textWithout(value);
    if (typeof value === 'number') return this.texts.has(String(value)) ? masked : value;
    if (Array.isArray(value)) return value.map((inner) => this.copyOf(inner));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.textWithout(key), this.copyOf(inner)]));
  }

  private textWithout(text: string): string {
    let shown = text;
    for (const secret of this.texts) {
      for (const written of writings(secret)) shown = shown.replaceAll(written, masked);
    }
    return shown;
  }
}

/** As it stands, in a URL, and in a JSON text. */
function writings(secret: string): ReadonlySet<string> {
  return new Set([secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)]);
}
