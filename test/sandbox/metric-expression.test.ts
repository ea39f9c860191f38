import { parseMetricExpression } from '../../sandbox/template/metric-expression';

/** Metrics of which one has no datapoint. */
const METRICS: Readonly<Record<string, number | undefined>> = { a: 6, b: 4, zero: 0, gap: undefined };
const calculate = (text: string) => parseMetricExpression(text)((id) => METRICS[id]);

// Each by hand, after https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
test.each<[string, number | undefined]>([
  ['a', 6],
  ['1.5e2', 150],
  ['a + b * 2', 14],
  ['(a + b) * 2', 20],
  ['a - b - 1', 1],
  ['a / b / 2', 0.75],
  ['2 ^ 3 ^ 2', 512],
  ['-a + 1', -5],
  ['a * -b', -24],
  ['a > b', 1],
  ['a <= b', 0],
  ['a > 1 AND b > 5', 0],
  ['a > 1 && b > 1 || zero', 1],
  ['a > 9 OR b != 4', 0],
  ['a / zero', undefined],
  ['a + gap', undefined],
  ['FILL(gap, 0) + a', 6],
  ['IF(a > b, a, gap)', 6],
  ['IF(a < b, a, gap)', undefined],
  ['IF(gap > 0, 1, 2)', undefined],
  ['IF(a + b > 0, a, 1)', 6],
  ['IF(FILL(gap, 0) >= 20, 100 * FILL(b, 0) / gap, 0)', 0],
  ['MAX([a, b, gap])', 6],
  ['MIN([a, b])', 4],
  ['SUM([a, b, gap])', 10],
  ['AVG([a, b])', 5],
  ['SUM([gap])', undefined],
  ['ABS(b - a) + CEIL(1.2) + FLOOR(1.8)', 5],
])('%s is %s', (text, value) => {
  expect(calculate(text)).toBe(value);
});

test.each([
  ['ANOMALY_DETECTION_BAND(a)', "'ANOMALY_DETECTION_BAND'"],
  ['SUM(METRICS())', "'METRICS'|'\\('"],
  ['RATE(a)', "'RATE'"],
  ['FILL(a, REPEAT)', "'REPEAT'"],
  ['a +', 'its end'],
  ['(a', 'its end'],
  ['a b', "'b'"],
  ['a constructor b', "'constructor'"],
  ['SELECT AVG(CPUUtilization) FROM "AWS/EC2"', 'AWS/EC2'],
])('%s is refused, and what is not understood is named', (text, what) => {
  expect(() => parseMetricExpression(text)).toThrow(new RegExp(`is not calculated here because of .*(${what})`));
});
