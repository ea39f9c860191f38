import { member } from './fields';
import { Reference, type Resolver, type Shallow } from './resolver';
import type { Resource, TemplateFile } from './template';
import { UNKNOWN, type Flag, type List, type Text, type Unknown } from './value';

/** The CDK encodes a number that it does not know yet as a negative one of this size. */
const LEAST_NUMBER = -1e100;

/** Reads the properties of a resource, or an object inside of them: resolved where the templates decide, unknown elsewhere. */
export class Properties {
  public static of(resource: Resource, resolver: Resolver): Properties {
    return new Properties(resolver.evaluate(resource.properties, resource.template), resource.template, resolver);
  }

  private constructor(
    private readonly value: Shallow,
    private readonly template: TemplateFile,
    private readonly resolver: Resolver,
    /** Position in the list as the template writes it; 0 outside of lists. */
    public readonly index: number = 0,
  ) {}

  /** Number, also when written as text; NaN while unknown; `fallback` (AWS's default) where the template has none. */
  public number(name: string, fallback: number): number {
    return this.optionalNumber(name) ?? fallback;
  }

  /** Number, also when written as text; NaN while unknown. */
  public optionalNumber(name: string): number | undefined {
    const value = this.read(name);
    if (value === undefined) { return undefined; }
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    return Number.isFinite(number) && number > LEAST_NUMBER ? number : NaN;
  }

  public text(name: string): Text {
    return asText(this.read(name));
  }

  /** Text; `fallback` (AWS's default) where the template has none. */
  public textOr(name: string, fallback: string): string | Unknown {
    return this.text(name) ?? fallback;
  }

  public flag(name: string, fallback: boolean): Flag {
    const value = this.read(name) ?? fallback;
    if (typeof value === 'boolean') { return value; }
    return value === 'true' ? true : value === 'false' ? false : UNKNOWN;
  }

  /** An object inside; undefined where the template has none; while unknown, an object of which everything is unknown. */
  public optionalObject(name: string): Properties | undefined {
    const value = this.read(name);
    return value === undefined ? undefined : this.child(value);
  }

  /** An object inside; an empty one where the template has none. */
  public object(name: string): Properties {
    return this.optionalObject(name) ?? this.child({});
  }

  /** Whether the object as a whole is known. */
  public get known(): boolean {
    return this.value !== UNKNOWN;
  }

  /** Whether the template gives a value, whatever it is. */
  public given(name: string): Flag {
    if (this.value === UNKNOWN) { return UNKNOWN; }
    const value = this.read(name);
    return value === UNKNOWN && isConditional(member(this.value, name)) ? UNKNOWN : value !== undefined;
  }

  /** A value as the template writes it, intrinsic functions included. */
  public written(name: string): unknown {
    return this.value === UNKNOWN ? undefined : member(this.value, name);
  }

  /** A list whose items do not matter. */
  public values(name: string): List<unknown> {
    const value = this.read(name);
    return Array.isArray(value) || value === undefined
      ? { items: value ?? [], complete: !(value ?? []).some(isConditional) }
      : { items: [], complete: false };
  }

  public objects(name: string): List<Properties> {
    return this.list(name, (value, index) => this.child(value, index));
  }

  public texts(name: string): List<string> {
    return this.list(name, (value) => asText(value) ?? UNKNOWN);
  }

  /** Texts; of each also what is known around the parts that only the deployment knows, which `${unknown}` shows. */
  public outlines(name: string): List<string> {
    return this.list(name, (value) => asText(value) ?? UNKNOWN, (item) => this.resolver.outline(item, this.template));
  }

  /**
   * The resource that a property points at, UNKNOWN where it is none of these templates or not decided, undefined where there is no value.
   */
  public resource(name: string): Resource | undefined | Unknown {
    return asResource(this.read(name));
  }

  /** The resource that a text is made around, such as the name of a load balancer after `dualstack.`. */
  public mentionedResource(name: string): Resource | Unknown {
    const value = this.read(name);
    return value instanceof Reference ? value.resource : UNKNOWN;
  }

  /** What a value is taken from, and which attribute of it; undefined where it is no whole reference to a resource of these templates. */
  public reference(name: string): Reference | undefined {
    const value = this.read(name);
    return value instanceof Reference && !value.partly ? value : undefined;
  }

  /** Every resource that a value refers to, at any depth: a name of several parts refers to several. */
  public mentioned(name: string): Resource[] {
    return this.resolver.mentioned(this.written(name), this.template);
  }

  public resources(name: string): List<Resource> {
    return this.list(name, (value) => asResource(value) ?? UNKNOWN);
  }

  private list<T>(
    name: string,
    map: (value: Shallow, index: number) => T | Unknown,
    evaluate = (item: unknown): Shallow => this.resolver.evaluate(item, this.template),
  ): List<T> {
    const value = this.read(name);
    if (value === undefined) { return { items: [], complete: true }; }
    if (!Array.isArray(value)) { return { items: [], complete: false }; }
    const items = value.map((item: unknown, index): { item: Shallow; index: number } => ({ item: evaluate(item), index }))
      .filter(({ item }) => item !== undefined);
    const mapped = items.map(({ item, index }) => (item === UNKNOWN ? UNKNOWN : map(item, index)));
    return { items: mapped.filter((item): item is Awaited<T> & T => item !== UNKNOWN), complete: !mapped.includes(UNKNOWN) };
  }

  private read(name: string): Shallow {
    if (this.value === UNKNOWN) { return UNKNOWN; }
    return this.resolver.evaluate(member(this.value, name), this.template);
  }

  private child(value: Shallow, index = 0): Properties {
    const isObject = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Reference);
    return new Properties(isObject ? value : UNKNOWN, this.template, this.resolver, index);
  }
}

function asText(value: Shallow): Text {
  if (value === undefined || typeof value === 'string') { return value; }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : UNKNOWN;
}

function asResource(value: Shallow): Resource | undefined | Unknown {
  if (value === undefined) { return undefined; }
  return value instanceof Reference && !value.partly ? value.resource : UNKNOWN;
}

/** What `Fn::If` gives may be nothing at all. */
function isConditional(value: unknown): boolean {
  return member(value, 'Fn::If') !== undefined;
}
