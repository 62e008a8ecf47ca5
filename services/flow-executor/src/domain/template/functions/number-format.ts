import { BoundedCache } from '../../values/bounded-cache.ts';
import { numberOf, type Value } from '../../values/value.ts';
import { checkedEmpty } from '../operators/operators.ts';
import { TemplateFailed } from '../template-failed.ts';
import { cost, type Work } from '../work.ts';

const pattern = /^([^#0,.']*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.']*)$/;
const longestPattern = 40;
const writers = new BoundedCache<(number: number) => string>(500);

/** The common part of Java's DecimalFormat: `#`, `0`, `0.00`, `#,##0.##`, with a text before and after. */
export function formatNumber(value: Value, format: string, work: Work): string {
  if (checkedEmpty(value, work)) return '';
  const number = numberOf(value);
  if (number === undefined || format.length > longestPattern) throw misused();
  const writer = writers.get(format, () => {
    work.spend(cost.loading);
    return writerOf(format);
  });
  return writer(number);
}

function writerOf(format: string): (number: number) => string {
  const parts = pattern.exec(format);
  if (!parts) throw misused();
  const [, before = '', whole = '', least = '', optional = '', after = ''] = parts;
  const digits = new Intl.NumberFormat('en-US', {
    useGrouping: whole.includes(','),
    minimumIntegerDigits: Math.min(20, Math.max(1, whole.replace(/[^0]/g, '').length)),
    minimumFractionDigits: least.length,
    maximumFractionDigits: least.length + optional.length,
    roundingMode: 'halfEven',
  });
  return (number) => `${before}${digits.format(number)}${after}`;
}

function misused(): TemplateFailed {
  return new TemplateFailed('the filter numberformat needs a number and a pattern such as "#,##0.00"');
}
