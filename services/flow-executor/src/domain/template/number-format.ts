import { isEmpty, numberOf, type Value } from '../values/value.ts';
import { TemplateFailed } from './template-failed.ts';

const pattern = /^([^#0,.']*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.']*)$/;
const maxDigits = 20;

/** The common part of Java's DecimalFormat: `#`, `0`, `0.00`, `#,##0.##`, with a text before and after. */
export function formatNumber(value: Value, format: string): string {
  if (isEmpty(value)) return '';
  const number = numberOf(value);
  const parts = format.length <= 2 * maxDigits ? pattern.exec(format) : null;
  if (number === undefined || !parts) throw new TemplateFailed('the filter numberformat needs a number and a pattern such as "#,##0.00"');
  const [, before = '', whole = '', least = '', optional = '', after = ''] = parts;
  const digits = new Intl.NumberFormat('en-US', {
    useGrouping: whole.includes(','),
    minimumIntegerDigits: Math.max(1, whole.replace(/[^0]/g, '').length),
    minimumFractionDigits: least.length,
    maximumFractionDigits: least.length + optional.length,
    roundingMode: 'halfEven',
  }).format(number);
  return `${before}${digits}${after}`;
}
