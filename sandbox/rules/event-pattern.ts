type Pattern = Readonly<Record<string, unknown>>;

/**
 * Whether an event fits a pattern of EventBridge: exact values, `prefix`, `$or`, and lists of which one value has to fit.
 *
 * @throws on any other operator
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function fitsPattern(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') {
      return (wanted as Pattern[]).some((choice) => fitsPattern(choice, event));
    }
    const found = (event as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (!Array.isArray(wanted)) {
      return found !== null && typeof found === 'object' && fitsPattern(wanted as Pattern, found);
    }
    return [found].flat().some((value) => wanted.some((one) => fitsValue(one, value)));
  });
}

/** The first operator of a pattern that is not understood. */
export function unknownOperator(pattern: unknown): string | undefined {
  if (pattern === null || typeof pattern !== 'object') {
    return undefined;
  }
  return Object.entries(pattern).map(([name, wanted]) => {
    const operators = name !== '$or' && Array.isArray(wanted) ? wanted.filter((one) => one !== null && typeof one === 'object').flatMap(Object.keys) : [];
    return operators.find((operator) => operator !== 'prefix') ?? (Array.isArray(wanted) && name !== '$or' ? undefined : nested(wanted));
  }).find((operator) => operator !== undefined);
}

function nested(wanted: unknown): string | undefined {
  return [wanted].flat().map(unknownOperator).find((operator) => operator !== undefined);
}

function fitsValue(wanted: unknown, value: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') {
    return wanted === value;
  }
  return typeof value === 'string' && value.startsWith(String((wanted as { prefix?: unknown }).prefix));
}
