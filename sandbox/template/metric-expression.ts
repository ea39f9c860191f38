/**
 * A metric math expression, of what can be said of each datapoint by itself: numbers, metrics, arithmetic, comparisons, AND, OR, IF, FILL
 * with a number, ABS, CEIL, FLOOR, and MAX, MIN, SUM and AVG of a list.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export type MetricExpression = (read: ReadMetric) => number | undefined;

/** Value of a metric by its id; undefined where a datapoint is missing. */
type ReadMetric = (id: string) => number | undefined;

type Operator = (one: number, other: number) => number;

const truth = (holds: boolean) => (holds ? 1 : 0);

/** From what binds loosest to what binds tightest; `^` is read from the right. */
const OPERATORS: ReadonlyArray<Readonly<Record<string, Operator>>> = [
  { '||': (one, other) => truth(one !== 0 || other !== 0), 'OR': (one, other) => truth(one !== 0 || other !== 0) },
  { '&&': (one, other) => truth(one !== 0 && other !== 0), 'AND': (one, other) => truth(one !== 0 && other !== 0) },
  {
    '==': (one, other) => truth(one === other),
    '!=': (one, other) => truth(one !== other),
    '<=': (one, other) => truth(one <= other),
    '>=': (one, other) => truth(one >= other),
    '<': (one, other) => truth(one < other),
    '>': (one, other) => truth(one > other),
  },
  { '+': (one, other) => one + other, '-': (one, other) => one - other },
  { '*': (one, other) => one * other, '/': (one, other) => one / other },
  { '^': (one, other) => one ** other },
];

const OF_ONE: Readonly<Record<string, (value: number) => number>> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const OF_LIST: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: sum,
  AVG: (values) => sum(values) / values.length,
};

const TOKEN = /\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z]\w*|\|\||&&|[<>=!]=|[-+*/^<>(),[\]])/y;

/** Parses an expression; throws where it has something that the sandbox does not calculate. */
export function parseMetricExpression(text: string): MetricExpression {
  return new Parser(text).parse();
}

class Parser {
  private readonly tokens: string[] = [];
  private position = 0;

  constructor(private readonly text: string) {
    const pattern = new RegExp(TOKEN);
    const source = text.trimEnd();
    while (pattern.lastIndex < source.length) {
      const at = pattern.lastIndex;
      const [, token] = pattern.exec(source) ?? [];
      if (token === undefined) { throw this.wrong(`'${source.slice(at, at + 12)}'`); }
      this.tokens.push(token);
    }
  }

  public parse(): MetricExpression {
    const expression = this.binary(0);
    if (this.next !== undefined) { throw this.wrong(`'${this.next}'`); }
    return expression;
  }

  private get next(): string | undefined {
    return this.tokens[this.position];
  }

  private binary(level: number): MetricExpression {
    if (level === OPERATORS.length) { return this.unary(); }
    let left = this.binary(level + 1);
    for (;;) {
      if (this.next === undefined || !Object.hasOwn(OPERATORS[level], this.next)) { return left; }
      const operator = OPERATORS[level][this.next];
      this.position += 1;
      const one = left;
      const other = this.next === '-' ? this.unary() : this.binary(operator === OPERATORS.at(-1)!['^'] ? level : level + 1);
      left = (read) => pointwise([one(read), other(read)], ([a, b]) => operator(a, b));
    }
  }

  private unary(): MetricExpression {
    if (this.next !== '-') { return this.primary(); }
    this.position += 1;
    const value = this.binary(OPERATORS.length - 1);
    return (read) => pointwise([value(read)], ([each]) => -each);
  }

  private primary(): MetricExpression {
    const token = this.tokens[this.position];
    this.position += 1;
    if (token === '(') {
      const inner = this.binary(0);
      this.expect(')');
      return inner;
    }
    if (token !== undefined && /^\d/.test(token)) { return () => Number(token); }
    if (token !== undefined && /^[a-z]/.test(token)) { return (read) => read(token); }
    if (token !== undefined && this.next === '(') { return this.call(token); }
    throw this.wrong(token === undefined ? 'its end' : `'${token}'`);
  }

  private call(name: string): MetricExpression {
    this.expect('(');
    if (name in OF_LIST) {
      this.expect('[');
      const items = this.list(']');
      this.expect(')');
      // A datapoint that one of the metrics lacks is left out.
      return (read) => {
        const known = items.map((item) => item(read)).filter((value) => value !== undefined);
        return known.length > 0 ? OF_LIST[name](known) : undefined;
      };
    }
    const [first, second, third, ...more] = this.list(')');
    if (name === 'IF' && third && more.length === 0) {
      return (read) => {
        const condition = first(read);
        return condition === undefined ? undefined : condition !== 0 ? second(read) : third(read);
      };
    }
    if (name === 'FILL' && second && !third) { return (read) => first(read) ?? second(read); }
    if (name in OF_ONE && first && !second) { return (read) => pointwise([first(read)], ([value]) => OF_ONE[name](value)); }
    throw this.wrong(`'${name}'`);
  }

  /** Expressions up to a closing sign. */
  private list(end: string): MetricExpression[] {
    const items = [this.binary(0)];
    while (this.next === ',') {
      this.position += 1;
      items.push(this.binary(0));
    }
    this.expect(end);
    return items;
  }

  private expect(sign: string): void {
    if (this.next !== sign) { throw this.wrong(this.next === undefined ? 'its end' : `'${this.next}'`); }
    this.position += 1;
  }

  private wrong(what: string): Error {
    return new Error(`the expression ${this.text} is not calculated here because of ${what}`);
  }
}

/** CloudWatch has no datapoint where one of the operands has none, nor where the result is no number, as after a division by zero. */
function pointwise(values: ReadonlyArray<number | undefined>, combine: (values: readonly number[]) => number): number | undefined {
  const known = values.filter((value) => value !== undefined);
  const result = known.length === values.length ? combine(known) : NaN;
  return Number.isFinite(result) ? result : undefined;
}
