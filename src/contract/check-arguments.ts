import { accepts } from './accepts';
import { describeType, listOf, remedy } from './argument-hints';
import { describeValue } from './describe-value';
import { fail } from './errors';
import { isTypo } from './is-typo';
import { CALLS, STRUCTS } from './prop-types.generated';

type Values = Readonly<Record<string, unknown>>;
type Types = Readonly<Record<string, string>>;

/**
 * Fails if an argument of an exported constructor, factory or method is not of its type, which neither plain JavaScript nor a cast reports.
 * Each of them calls it first, because a wrong value would otherwise end in a TypeError deep inside.
 *
 * Properties that a struct does not have are accepted, because users spread options; only where a required one is missing, the error names
 * one with almost the same name.
 *
 * @param call the class, and the method behind a dot
 * @param args the arguments by the names of their parameters
 * @param place path of the construct, or another name by which the caller recognises the call
 */
export function checkArguments(call: keyof typeof CALLS, args: Values, place: string = placeOf(call, args)): void {
  checkProps(args, CALLS[call], { prefix: '', got: 'nothing', place });
}

/** Where in the arguments a check is, and how an error describes it. */
interface Position {
  /** What stands before the name of a prop. */
  readonly prefix: string;
  /** What holds the props, in words. */
  readonly got: string;
  /** Path of the construct, or the call. */
  readonly place: string;
}

function placeOf(call: string, { scope, id }: Values): string {
  if (!accepts(scope, 'Construct')) { return call; }
  const { path } = (scope as { node: { path: string } }).node;
  return [path, typeof id === 'string' ? id : ''].filter((part) => part !== '').join('/') || call;
}

function checkProps(values: Values, types: Types, position: Position): void {
  const { prefix, place } = position;
  const missing = Object.keys(types).filter((key) => !key.endsWith('?') && values[key] === undefined);
  if (missing.length > 0) { failMissing(missing, values, types, position); }
  for (const [key, type] of Object.entries(types)) {
    const name = key.replace('?', '');
    if (values[name] !== undefined) { checkValue(values[name], type, `${prefix}${name}`, place); }
  }
}

function checkValue(value: unknown, type: string, name: string, place: string): void {
  if (!accepts(value, type)) {
    const todo = remedy(value, type, name.replace(/^.*\./, ''));
    fail({
      what: `${name} ${isPlural(name) ? 'have' : 'has'} the wrong type`,
      got: describeValue(value),
      allowed: describeType(type),
      fix: todo,
      at: place,
    });
  }
  if (type.endsWith('[]')) {
    // Array.from, because forEach skips the holes of a list.
    Array.from(value as unknown[]).forEach((item, index) => checkValue(item, type.slice(0, -2), `${name}[${index}]`, place));
  } else if (type.endsWith('{}')) {
    Object.entries(value as Values).forEach(([key, item]) => checkValue(item, type.slice(0, -2), `${name}.${key}`, place));
  } else if (STRUCTS[type]) {
    // Users do not write the name of the argument itself, props or options.
    const prefix = /^(props|options)$/.test(name) ? '' : `${name}.`;
    checkProps(value as Values, STRUCTS[type], { prefix, got: describeValue(value), place });
  }
}

function isPlural(name: string): boolean {
  return /[^s]s$/.test(name);
}

function failMissing(missing: string[], values: Values, types: Types, { prefix, got, place }: Position): never {
  const unknown = Object.keys(values).filter((name) => !(name in types) && !(`${name}?` in types));
  const typos = missing.flatMap((name) => unknown.filter((other) => isTypo(other, name)).map((other) => `rename ${other} to ${name}`));
  const names = listOf(missing.map((name) => `${prefix}${name}`));
  const allowed = missing.map((name) => `${missing.length > 1 ? `${name}: ` : ''}${describeType(types[name])}`).join('; ');
  return fail({
    what: `${names} ${missing.length > 1 || isPlural(names) ? 'are' : 'is'} missing`,
    got,
    allowed,
    fix: typos[0] ?? (missing.length > 1 ? 'pass them' : remedy(undefined, types[missing[0]], missing[0])),
    at: place,
  });
}
