import { shorten } from '../shared/shorten';

/** Any value in a few words, for the `got` of an error: a string is told from a number, and a class from its object. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined': return 'nothing';
    case 'string': return `'${shorten(value, 80)}' (a string)`;
    case 'number': return Number.isNaN(value) ? 'NaN' : `${value} (a number)`;
    case 'boolean': return `${value} (a boolean)`;
    case 'function': return describeFunction(value as (...args: unknown[]) => unknown);
    case 'object': return describeObject(value);
    default: return `a ${typeof value}`;
  }
}

/** `class X {}` itself, instead of an object of it. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function describeFunction(value: (...args: unknown[]) => unknown): string {
  return `${isClass(value) ? 'the class' : value.name ? 'the function' : 'a function'} ${value.name}`.trimEnd();
}

function describeObject(value: object | null): string {
  if (value === null) { return 'null'; }
  if (Array.isArray(value)) { return value.length === 0 ? 'an empty list' : `a list of ${value.length}`; }
  const className = classOf(value);
  if (className !== 'Object') { return `${withArticle(className)}${'cfnResourceType' in value ? ' (an L1 construct)' : ''}`; }
  const names = Object.entries(value).filter(([, held]) => held !== undefined).map(([name]) => name);
  return names.length === 0 ? '{}' : `an object with ${shorten(names.join(', '), 80)}`;
}

function classOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  return prototype?.constructor?.name || 'Object';
}

export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
