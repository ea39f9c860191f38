import { cleanText } from './text';

/** A JSON object written by somebody else: none of its members has been verified. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON value of a text in an object of its own, as `null` is one too; undefined when the text is not JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The JSON object that a text holds; undefined when the text is not JSON or not an object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text)?.value;
  return isJsonObject(value) ? value : undefined;
}

/** Typed, bounded access to the fields of untrusted JSON. A field that is missing or of another type reads as if it were empty. */
export class UntrustedFields {
  private readonly fields: JsonObject;

  constructor(value: unknown) {
    this.fields = isJsonObject(value) ? value : {};
  }

  /** Printable text of at most `length` characters; empty where there is none. */
  public text(name: string, length = 300): string {
    return cleanText(this.raw(name), length);
  }

  /** Text as it is, for a parser; at most 100,000 characters. */
  public raw(name: string): string {
    const value = this.member(name);
    return typeof value === 'string' ? value.slice(0, 100_000) : '';
  }

  public number(name: string): number | undefined {
    const value = this.member(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  public flag(name: string): boolean | undefined {
    const value = this.member(name);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** At most twenty items, more than any task has containers. */
  public list(name: string): readonly unknown[] {
    const value = this.member(name);
    return Array.isArray(value) ? value.slice(0, 20) : [];
  }

  /** An empty object where there is none. */
  public object(name: string): UntrustedFields {
    return new UntrustedFields(this.member(name));
  }

  private member(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }
}
