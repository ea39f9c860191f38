import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';
import { ScenarioFileError } from './file-error';

/** A JSON schema, draft 7. */
export type Schema = Readonly<Record<string, unknown>>;

/** What one kind of value of a scenario file looks like: how it is read, and how a schema says it. */
export interface Shape<T> {
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly schema: Schema;
  read(place: Place): T;
}

type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** A value of a file, and where it stands. */
export class Place {
  constructor(
    private readonly file: { readonly name: string; readonly document: Document; readonly lines: LineCounter },
    private readonly node: Node | null,
    private readonly range: Node['range'],
    /** Name of the value, for messages. */
    public readonly name: string,
  ) {}

  public get scalar(): unknown {
    return isScalar(this.node) ? this.node.value : undefined;
  }

  /** Items of a list; undefined for anything else. */
  public get items(): Place[] | undefined {
    const { node } = this;
    return isSeq(node) ? node.items.map((item, index) => this.at(item as Node, `${this.name}[${index + 1}]`)) : undefined;
  }

  /** Keys and values of a map; undefined for anything else. */
  public get entries(): ReadonlyArray<{ readonly key: string; readonly keyPlace: Place; readonly value: Place }> | undefined {
    const { node } = this;
    if (!isMap(node)) { return undefined; }
    return (node.items as Pair<Node, Node | null>[]).map(({ key, value }) => {
      const name = String(isScalar(key) ? key.value : key);
      return { key: name, keyPlace: this.at(key, name), value: this.at(value, name, key.range) };
    });
  }

  /** What stands there, in a word or two. */
  public get got(): string {
    const { node } = this;
    if (isMap(node)) { return 'a map'; }
    if (isSeq(node)) { return 'a list'; }
    return this.scalar === undefined || this.scalar === null ? 'nothing' : `'${String(this.scalar)}'`;
  }

  /** Line of the file, from 1. */
  public get line(): number {
    return this.position.line;
  }

  private get position(): { readonly line: number; readonly col: number } {
    return this.file.lines.linePos(this.range?.[0] ?? 0);
  }

  /** The error that something is wrong here. */
  public wrong(problem: string): ScenarioFileError {
    const { line, col } = this.position;
    return new ScenarioFileError(this.file.name, line, col, problem);
  }

  private at(node: Node | null, name: string, otherwise?: Node['range']): Place {
    const resolved = isAlias(node) ? node.resolve(this.file.document) ?? null : node;
    return new Place(this.file, resolved, node?.range ?? otherwise, name);
  }
}

function expected(place: Place, allowed: string): ScenarioFileError {
  return place.wrong(`${place.name}: got ${place.got}. Allowed: ${allowed}.`);
}

function scalarShape<T>(allowed: string, schema: Schema, convert: (value: unknown) => T | undefined): Shape<T> {
  return {
    allowed,
    schema,
    read: (place) => {
      const value = convert(place.scalar);
      if (value === undefined) { throw expected(place, allowed); }
      return value;
    },
  };
}

export const TEXT = scalarShape('a text', { type: 'string', minLength: 1 }, (value) => (
  typeof value === 'string' && value.trim() !== '' ? value : undefined
));

const VARIABLE_TYPES = ['string', 'number', 'boolean'];
/** A variable of a process: whatever YAML takes it for, it is a text. Its value never stands in a message. */
export const VARIABLE = scalarShape('a text, a number, true or false', { anyOf: VARIABLE_TYPES.map((type) => ({ type })) }, (value) => (
  VARIABLE_TYPES.includes(typeof value) ? String(value) : undefined
));

export const FLAG = scalarShape('true or false', { type: 'boolean' }, (value) => (typeof value === 'boolean' ? value : undefined));

export function wholeNumber(minimum: number, maximum: number): Shape<number> {
  return scalarShape(`a whole number from ${minimum} to ${maximum}`, { type: 'integer', minimum, maximum }, (value) => (
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum ? Number(value) : undefined
  ));
}

export function realNumber(minimum: number, maximum: number): Shape<number> {
  return scalarShape(`a number from ${minimum} to ${maximum}`, { type: 'number', minimum, maximum }, (value) => (
    typeof value === 'number' && value >= minimum && value <= maximum ? value : undefined
  ));
}

export function oneOf<T extends string>(values: readonly T[]): Shape<T> {
  return scalarShape(values.join(', '), { enum: values }, (value) => values.find((each) => each === value));
}

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A duration in seconds: `90s`, `5m`, `1h`, `500ms`. */
export const DURATION_SECONDS = scalarShape('a duration such as 90s, 5m or 1h', { type: 'string', pattern: DURATION.source }, (value) => {
  const [, amount, unit] = typeof value === 'string' ? value.match(DURATION) ?? [] : [];
  return unit === undefined ? undefined : Number(amount) * UNIT_SECONDS[unit];
});

/** A text between slashes is a regular expression, any other is part of what is searched. */
export const PATTERN = scalarShape('a text, or a regular expression between slashes', { type: 'string', minLength: 1 }, (value) => {
  if (typeof value !== 'string' || value === '') { return undefined; }
  const [, source, flags] = value.match(/^\/(.+)\/([imsu]*)$/s) ?? [];
  try {
    return source === undefined ? new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : new RegExp(source, flags);
  } catch {
    return undefined;
  }
});

/** The first shape that reads the value. */
export function either<A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> {
  const allowed = `${one.allowed}, or ${other.allowed}`;
  return {
    allowed,
    schema: { anyOf: [one.schema, other.schema] },
    read: (place) => {
      for (const shape of [one, other]) {
        try {
          return shape.read(place);
        } catch (error) {
          if (!(error instanceof ScenarioFileError)) { throw error; }
        }
      }
      throw expected(place, allowed);
    },
  };
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  const allowed = `a list, of each of which is allowed: ${item.allowed}`;
  return {
    allowed,
    schema: { type: 'array', items: item.schema, minItems: 1 },
    read: (place) => {
      const { items } = place;
      if (!items || items.length === 0) { throw expected(place, allowed); }
      return items.map((each) => item.read(each));
    },
  };
}

/** One value or a list of them, any of which is meant. */
export function anyOf<T>(item: Shape<T>): Shape<readonly T[]> {
  const list = listOf(item);
  return {
    allowed: item.allowed,
    schema: { anyOf: [item.schema, list.schema] },
    read: (place) => (place.items ? list.read(place) : [item.read(place)]),
  };
}

export function recordOf<T>(item: Shape<T>, of: string): Shape<Readonly<Record<string, T>>> {
  return {
    allowed: of,
    schema: { type: 'object', additionalProperties: item.schema },
    read: (place) => {
      const { entries } = place;
      if (!entries) { throw expected(place, of); }
      return Object.fromEntries(entries.map(({ key, value }) => [key, item.read(value)]));
    },
  };
}

/** A key of a map: its shape, what it means, and what is meant without it. */
interface Key<T> {
  readonly shape: Shape<T>;
  readonly about: string;
  readonly required?: true;
}

export type Keys = Readonly<Record<string, Key<unknown>>>;

export type MapOf<K extends Keys> = {
  readonly [Name in keyof K as K[Name] extends { readonly required: true } ? Name : never]: ValueOf<K[Name]['shape']>;
} & {
  readonly [Name in keyof K as K[Name] extends { readonly required: true } ? never : Name]?: ValueOf<K[Name]['shape']>;
};

/** A map with these keys alone. */
export function mapOf<K extends Keys>(keys: K): Shape<MapOf<K>> {
  const names = Object.keys(keys);
  const allowed = `a map with ${names.join(', ')}`;
  const required = names.filter((name) => keys[name].required);
  return {
    allowed,
    schema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { description: keys[name].about, ...keys[name].shape.schema }])),
      ...required.length > 0 ? { required } : {},
      additionalProperties: false,
    },
    read: (place) => {
      const { entries } = place;
      if (!entries) { throw expected(place, allowed); }
      const unknown = entries.find(({ key }) => !Object.hasOwn(keys, key));
      if (unknown) { throw unknown.keyPlace.wrong(`unknown key '${unknown.key}'. Allowed: ${names.join(', ')}.`); }
      const missing = required.find((name) => !entries.some(({ key }) => key === name));
      if (missing) { throw place.wrong(`${place.name}: '${missing}' is missing. Allowed: ${keys[missing].shape.allowed}.`); }
      return Object.fromEntries(entries.map(({ key, value }) => [key, keys[key].shape.read(value)])) as MapOf<K>;
    },
  };
}

/** Maps of several kinds, told apart by the first of their keys that is there. */
export function byKey<T>(kinds: Readonly<Record<string, Shape<T>>>): Shape<T> {
  const names = Object.keys(kinds);
  const allowed = `a map with one of ${names.join(', ')}`;
  return {
    allowed,
    schema: { anyOf: names.map((name) => kinds[name].schema) },
    read: (place) => {
      const kind = names.find((name) => place.entries?.some(({ key }) => key === name));
      if (kind === undefined) { throw expected(place, allowed); }
      return kinds[kind].read(place);
    },
  };
}

/** Maps of several kinds, told apart by the value of one key. */
export function byValue<T>(key: string, kinds: Readonly<Record<string, Shape<T>>>): Shape<T> {
  const names = Object.keys(kinds);
  return {
    allowed: `a map whose '${key}' is one of ${names.join(', ')}`,
    schema: { anyOf: Object.values(kinds).map(({ schema }) => schema) },
    read: (place) => {
      const entry = place.entries?.find((each) => each.key === key);
      if (!entry) { throw expected(place, `a map with ${key}`); }
      const kind = names.find((name) => name === entry.value.scalar);
      if (kind === undefined) { throw expected(entry.value, names.join(', ')); }
      return kinds[kind].read(place);
    },
  };
}
