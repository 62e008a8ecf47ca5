import { globSync, readFileSync } from 'node:fs';

/** Names of metrics, as the code defines them. */
export function definedMetrics(): Set<string> {
  const sources = globSync('{services,libs}/*/src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const texts = sources.map((file) => readFileSync(file, 'utf8')).filter((text) => text.includes("from 'prom-client'"));
  return new Set(texts.flatMap((text) => Array.from(text.matchAll(/'(patchbay_[a-z_]+)'/g), ([, name]) => String(name))));
}

/** Names that a query asks for; a histogram by that of its definition. */
export function metricsIn(query: string): string[] {
  return Array.from(query.matchAll(/\bpatchbay_[a-z_]+/g), ([name]) => name.replace(/_(bucket|sum|count)$/, ''));
}
