import { Construct } from 'constructs';
import * as library from '../src';
import { ValidValues } from './exported-props/valid-values';
import { CALLS, ENUMS, OBJECTS, STRUCTS } from '../src/contract/prop-types.generated';

type Values = Record<string, unknown>;
type Types = Readonly<Record<string, string>>;
type Call = keyof typeof CALLS;

/** A prop or a parameter, at any depth. */
interface Position {
  readonly path: string[];
  readonly type: string;
  readonly isOptional: boolean;
}

class Bystander {
  public readonly hello = 'world';
}

const plain = (type: string) =>
  type.endsWith('{}') || (STRUCTS[type] !== undefined && Object.keys(STRUCTS[type]).every((key) => key.endsWith('?')));

/** Values of every kind, and whether a type allows them. */
const VALUES: Array<[name: string, value: unknown, fits: (type: string, isOptional: boolean) => boolean]> = [
  ['nothing', undefined, (_, isOptional) => isOptional],
  ['null', null, () => false],
  ['a number', 60, (type) => type === 'number' || ENUMS[type] === 'number'],
  ['NaN', NaN, () => false],
  ['a string', '3000', (type) => type === 'string' || ENUMS[type] === 'string'],
  ['an empty string', '', (type) => type === 'string' || ENUMS[type] === 'string'],
  ['a boolean', true, (type) => type === 'boolean'],
  ['an empty list', [], (type) => type.endsWith('[]')],
  ['a list with a hole', [undefined], () => false],
  ['an empty object', {}, plain],
  ['an object without prototype', Object.create(null), plain],
  ['a function', () => 'value', () => false],
  ['a class', library.ContainerProbe, () => false],
  ['a symbol', Symbol('value'), () => false],
  ['an object of another class', new Bystander(), (type) => type.endsWith('{}')],
  ['a promise', Promise.resolve(1), (type) => type.endsWith('{}')],
];

/** All props and parameters of a call; a struct within itself is looked at once. */
function positions(types: Types, path: string[] = [], within: string[] = []): Position[] {
  return Object.entries(types).flatMap(([key, type]) => {
    const here = [...path, key.replace('?', '')];
    const item = type.replace('[]', '');
    const own: Position = { path: here, type, isOptional: key.endsWith('?') };
    const items: Position[] = item === type ? [] : [{ path: [...here, '0'], type: item, isOptional: false }];
    const inner = STRUCTS[item] && !within.includes(item) ? positions(STRUCTS[item], (items[0] ?? own).path, [...within, item]) : [];
    return [own, ...items, ...inner];
  });
}

/** What a call needs beside its required parameters. */
const BESIDE: Partial<Record<Call, string[]>> = { 'HealthContract.containerOptions': ['probe'] };
const OTHERS: Partial<Record<Call, Values>> = { 'HealthAssertion.json': { path: '$.status' } };

/** Valid arguments, but for one position. */
function argumentsWith(valid: ValidValues, call: Call, [name, ...rest]: string[] = ['-'], value?: unknown): Values {
  const types: Types = CALLS[call];
  const needed = Object.entries(types).filter(([key]) => !key.endsWith('?') || BESIDE[call]?.includes(key.replace('?', '')));
  const args = { ...Object.fromEntries(needed.map(([key, type]) => [key.replace('?', ''), valid.of(type, key)])), ...OTHERS[call] };
  return { ...args, [name]: replaced(valid, types[name] ?? types[`${name}?`], name, rest, value) };
}

function replaced(valid: ValidValues, type: string, name: string, [next, ...rest]: string[], value: unknown): unknown {
  if (next === undefined) { return value; }
  if (type.endsWith('[]')) { return [replaced(valid, type.slice(0, -2), name, rest, value)]; }
  const inner = STRUCTS[type][next] ?? STRUCTS[type][`${next}?`];
  return { ...valid.of(type, name) as Values, [next]: replaced(valid, inner, next, rest, value) };
}

type Callable = Record<string, (...values: unknown[]) => unknown>;
const CLASSES_OF_LIBRARY = library as unknown as Record<string, { new (...values: unknown[]): unknown } & Callable>;

function perform(valid: ValidValues, call: Call, args: Values): void {
  const [className, method] = call.split('.');
  const Class = CLASSES_OF_LIBRARY[className];
  const given = Object.keys(CALLS[call]).map((key) => args[key.replace('?', '')]);
  if (!method) {
    new Class(...given);
  } else if (Object.hasOwn(Class, method)) {
    Class[method](...given);
  } else {
    // The last parameter may be a rest parameter, which makes a list of what is given.
    const takesRest = call === 'HealthAlarms.addCause' && Array.isArray(given[1]);
    (valid.of(className) as Callable)[method](...takesRest ? given.flat() : given);
  }
}

/** What an error about a position begins with. */
function placeOf(valid: ValidValues, call: Call, position: string): string {
  const [className, method] = call.split('.');
  const types: Types = CALLS[call];
  const instance = method && !Object.hasOwn(CLASSES_OF_LIBRARY[className], method) ? valid.of(className) : undefined;
  if (className === 'HealthContract') { return '[health contract'; }
  if (Construct.isConstruct(instance)) { return `[${instance.node.path}]`; }
  if (!types.scope || position === 'scope') { return `[${call}]`; }
  return types.id && position !== 'id' ? '[Stack/Id]' : '[Stack]';
}

function errorOf(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const FORM = /^\[[^\]]+\] .+: got .+, allowed: .+\. [A-Z].+\.$/s;
const DEEP =
  /cannot read|is not a function|is not iterable|invalid value used|not a constructor|cannot convert|cannot destructure|undefined|\[object/i;

interface Tried {
  readonly position: Position;
  readonly what: string;
  readonly error?: Error;
}

function told({ position: { path, type }, what, error }: Tried): string {
  return `${path.join('.')}, ${type}, got ${what}: ${error ?? 'nothing is refused'}`;
}

/** Objects to give where they do not belong. */
const elsewhere = new ValidValues();
const CLASSES = Object.keys(OBJECTS).filter((name) => name in library);

describe.each(Object.keys(CALLS) as Call[])('%s', (call) => {
  const all = positions(CALLS[call]);
  const shared = new ValidValues();

  const trying = (position: Position, what: string, value: unknown, valid = shared): Tried => (
    { position, what, error: errorOf(() => perform(valid, call, argumentsWith(valid, call, position.path, value))) }
  );
  const isClear = ({ error, position: { path } }: Tried): boolean => (
    error !== undefined && Object.getPrototypeOf(error) === Error.prototype && FORM.test(error.message) && !DEEP.test(error.message)
      && error.message.startsWith(placeOf(shared, call, path[0]))
      && (/ missing: /.test(error.message) || error.message.includes(path.at(-1)!.replace(/^0$/, '[0]')))
  );

  it('accepts what is valid', () => {
    const valid = new ValidValues();
    expect(errorOf(() => perform(valid, call, argumentsWith(valid, call)))).toBeUndefined();
  });

  it('refuses every wrong type in words', () => {
    const tried = all.flatMap((position) => VALUES.filter(([, , fits]) => !fits(position.type, position.isOptional))
      .map(([what, value]) => trying(position, what, value)));
    expect(tried.filter((one) => !isClear(one)).map(told)).toEqual([]);
  });

  it('refuses objects of other classes of this library, and L1 constructs', () => {
    const objects = all.filter(({ type }) => OBJECTS[type] && !/^I?Construct$/.test(type));
    const tried = objects.flatMap((position) => [
      ...CLASSES.filter((name) => ![name, `I${name}`].includes(position.type))
        .map((name) => trying(position, `a ${name}`, elsewhere.of(name))),
      trying(position, 'an L1 construct', elsewhere.levelOne()),
    ]);
    expect(tried.filter((one) => !isClear(one)).map(told)).toEqual([]);
  });

  it('accepts every right type, own and imported', () => {
    const tried = all.flatMap((position) => [shared.of(position.type, position.path.at(-1)), ...shared.imported(position.type)]
      .map((value) => trying(position, 'what is right', value)));
    expect(tried.filter(({ error }) => error && / the wrong type| missing: /.test(error.message)).map(told)).toEqual([]);
  });

  it('says nothing from deep inside of what the type allows and the range does not', () => {
    const tried = all.flatMap((position) =>
      VALUES.filter(([, value, fits]) => value !== undefined && fits(position.type, position.isOptional)).map(([what, value]) =>
        trying(position, what, value, new ValidValues()),
      ),
    );
    expect(tried.filter(({ error }) => error && (error instanceof TypeError || DEEP.test(error.message))).map(told)).toEqual([]);
  });
});
