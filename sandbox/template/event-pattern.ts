type Pattern = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a pattern of EventBridge: exact values, `prefix`, `$or`, and lists of which one value has to match.
 * Only for patterns without an `unknownOperator`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matchesPattern(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (isOr(name, wanted)) {
      return (wanted as Pattern[]).some((choice) => matchesPattern(choice, event));
    }
    const found = (event as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (!Array.isArray(wanted)) {
      return found !== null && typeof found === 'object' && matchesPattern(wanted as Pattern, found);
    }
    return [found].flat().some((value) => wanted.some((one) => matchesValue(one, value)));
  });
}

/** The first operator of a pattern that the sandbox does not support. */
export function unknownOperator(pattern: unknown): string | undefined {
  if (pattern === null || typeof pattern !== 'object') {
    return undefined;
  }
  return Object.entries(pattern).map(([name, wanted]) => {
    if (!Array.isArray(wanted) || isOr(name, wanted)) { return nested(wanted); }
    const operators = wanted.filter((one) => one !== null && typeof one === 'object').flatMap(Object.keys);
    return operators.find((operator) => operator !== 'prefix');
  }).find((operator) => operator !== undefined);
}

/**
 * With fewer than two choices EventBridge takes `$or` for a field, and what is in it for operators, which it does not know.
 *
 * @see https://github.com/aws/event-ruler#and-and-or-relationship-among-fields-with-ruler
 */
function isOr(name: string, wanted: unknown): boolean {
  return name === '$or' && Array.isArray(wanted) && wanted.length > 1;
}

function nested(wanted: unknown): string | undefined {
  return [wanted].flat().map(unknownOperator).find((operator) => operator !== undefined);
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') {
    return wanted === value;
  }
  return typeof value === 'string' && value.startsWith(String((wanted as { prefix?: unknown }).prefix));
}
