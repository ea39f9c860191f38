/** Reads loosely typed properties: CloudFormation accepts numbers and booleans as text, so the sandbox does. */
export type Properties = Readonly<Record<string, unknown>>;

export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : String(value);
}

export function number(properties: Properties, name: string, fallback: number): number {
  const value = properties[name] === undefined ? NaN : Number(properties[name]);
  return Number.isFinite(value) ? value : fallback;
}

export function flag(properties: Properties, name: string, fallback: boolean): boolean {
  return properties[name] === undefined ? fallback : String(properties[name]) === 'true';
}

export function object(properties: Properties, name: string): Properties {
  const value = properties[name];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Properties : {};
}

export function objects(properties: Properties, name: string): Properties[] {
  return Array.isArray(properties[name]) ? properties[name] as Properties[] : [];
}

/** A list of `{Name: …, Value: …}`, or of the same in lower case, as a record. */
export function pairs(items: readonly Properties[], key: string, value: string): Record<string, string> {
  return Object.fromEntries(items.map((item) => [String(item[key]), String(item[value])]));
}
