import { asciiLine } from '../shared/text';
import { isJsonObject } from '../shared/untrusted-json';

/** What is wrong with a plan, and where. */
export interface PlanProblem {
  /** Path of the field: `timing.rounds`, `targetGroups[0]`; `plan` for the whole. */
  readonly field: string;
  readonly problem: string;
}

/** Verifies one value; undefined when it is as it should be. */
export type Check = (value: unknown, field: string) => PlanProblem | undefined;

/** An object with these fields and no others: a misspelt limit that nobody reads is worse than an error. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, field) => {
    if (!isJsonObject(value)) { return wrong(value, field, 'an object'); }
    const fields = new Map(Object.entries(value));
    const inside = (key: string) => (field === '' ? key : `${field}.${key}`);
    for (const [key, check] of Object.entries(required)) {
      if (!fields.has(key)) { return { field: inside(key), problem: 'is missing' }; }
      const problem = check(fields.get(key), inside(key));
      if (problem) { return problem; }
    }
    for (const [key, given] of fields) {
      if (Object.hasOwn(required, key)) { continue; }
      if (!Object.hasOwn(optional, key)) {
        return { field: inside(asciiLine(key, 100)), problem: 'is not a field of a plan of version 1' };
      }
      const problem = optional[key](given, inside(key));
      if (problem) { return problem; }
    }
    return undefined;
  };
}

/** An object with any keys. */
export function record(key: RegExp, item: Check, most: number): Check {
  return (value, field) => {
    if (!isJsonObject(value)) { return wrong(value, field, 'an object'); }
    const entries = Object.entries(value);
    if (entries.length > most) { return wrong(value, field, `an object with at most ${most} fields`); }
    for (const [entry, given] of entries) {
      const inside = `${field}.${asciiLine(entry, 100)}`;
      const problem = key.test(entry) ? item(given, inside) : { field: inside, problem: 'has no name that is allowed here' };
      if (problem) { return problem; }
    }
    return undefined;
  };
}

/** An object with exactly one of some fields, beside others. */
export function exactlyOneOf(choices: Record<string, Check>, required: Record<string, Check>, optional: Record<string, Check>): Check {
  const shape = object(required, { ...optional, ...choices });
  const names = Object.keys(choices);
  return (value, field) => {
    const problem = shape(value, field);
    if (problem) { return problem; }
    const given = names.filter((choice) => Object.hasOwn(value as object, choice));
    if (given.length === 1) { return undefined; }
    return { field, problem: `must have exactly one of ${names.join(', ')}, got ${given.join(', ') || 'none'}` };
  };
}

/** An object with one of several shapes, chosen by the value of one of its fields. */
export function variants(by: string, shapes: Record<string, Check>): Check {
  return (value, field) => {
    if (!isJsonObject(value)) { return wrong(value, field, 'an object'); }
    if (!Object.hasOwn(value, by)) { return { field: `${field}.${by}`, problem: 'is missing' }; }
    const kind = value[by];
    const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape ? shape(value, field) : wrong(kind, `${field}.${by}`, Object.keys(shapes).join(' or '));
  };
}

export function list(item: Check, most: number): Check {
  return (value, field) => {
    if (!Array.isArray(value) || value.length > most) { return wrong(value, field, `a list of at most ${most}`); }
    for (const [index, given] of value.entries()) {
      const problem = item(given, `${field}[${index}]`);
      if (problem) { return problem; }
    }
    return undefined;
  };
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value, field) => (allowed.includes(value) ? undefined : wrong(value, field, allowed.join(' or ')));
}

export function number(min: number, max: number): Check {
  return (value, field) =>
    typeof value === 'number' && value >= min && value <= max ? undefined : wrong(value, field, `a number from ${min} to ${max}`);
}

export function integer(min: number, max: number): Check {
  return (value, field) =>
    Number.isInteger(value) ? number(min, max)(value, field) : wrong(value, field, `a whole number from ${min} to ${max}`);
}

export function text(pattern: RegExp, expected: string): Check {
  return (value, field) =>
    typeof value === 'string' && value.length <= 2048 && pattern.test(value) ? undefined : wrong(value, field, expected);
}

/** A name or an ARN. */
export function name(): Check {
  return text(/^[\w./:-]*\w$/, 'a name or an ARN');
}

function wrong(value: unknown, field: string, expected: string): PlanProblem {
  return { field: field || 'plan', problem: `must be ${expected}, got ${asciiLine(describe(value), 100)}` };
}

function describe(value: unknown): string {
  if (typeof value === 'string') { return JSON.stringify(value); }
  if (Array.isArray(value)) { return `a list of ${value.length}`; }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
