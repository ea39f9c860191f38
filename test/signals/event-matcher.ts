type Json = unknown;

/**
 * Matches an event as EventBridge does, for the operators that this library uses: exact values, prefix, $or, arrays that share a value.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matches(pattern: Record<string, Json>, event: Json): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    // Of fewer than two objects it is a field like any other.
    if (name === '$or' && (wanted as Json[]).length > 1) {
      return (wanted as Record<string, Json>[]).some((choice) => matches(choice, event));
    }
    const found = (event as Record<string, Json> | undefined)?.[name];
    if (!Array.isArray(wanted)) { return typeof found === 'object' && matches(wanted as Record<string, Json>, found); }
    const values = Array.isArray(found) ? found : [found];
    return values.some((value) => wanted.some((one) => fits(one, value)));
  });
}

function fits(wanted: Json, value: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null) { return wanted === value; }
  const operators = Object.keys(wanted);
  if (operators.length !== 1 || operators[0] !== 'prefix') { throw new Error(`this matcher does not know ${operators.join()}`); }
  return typeof value === 'string' && value.startsWith((wanted as { prefix: string }).prefix);
}

/** What CloudFormation makes of Ref, Fn::GetAtt and Fn::Join, with the values that references have. */
export function resolved(value: Json, references: Record<string, string>): Json {
  if (Array.isArray(value)) { return value.map((each) => resolved(each, references)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  const reference = name === 'Ref' ? String(argument) : name === 'Fn::GetAtt' ? (argument as string[]).join('.') : undefined;
  if (reference !== undefined) {
    if (!(reference in references)) { throw new Error(`no value for ${reference}`); }
    return references[reference];
  }
  if (name === 'Fn::Join') { return (resolved((argument as Json[])[1], references) as string[]).join((argument as string[])[0]); }
  return Object.fromEntries(entries.map(([key, each]) => [key, resolved(each, references)]));
}

interface Transformer {
  readonly InputPathsMap: Record<string, string>;
  readonly InputTemplate: string;
}

/** What the target gets of an event: each placeholder becomes the JSON that its path leads to. */
export function transformed({ InputPathsMap, InputTemplate }: Transformer, event: Json): Json {
  const at = (path: string) => path.split('.').slice(1).reduce((value, name) => (value as Record<string, Json>)[name], event);
  return JSON.parse(InputTemplate.replace(/<([^>]+)>/g, (_, name: string) => JSON.stringify(at(InputPathsMap[name]))));
}
