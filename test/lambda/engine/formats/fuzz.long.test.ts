import { expectBounded } from './answers';
import { shippedReader } from './shipped-reader';
import type { CustomFormatPlan, FormatName } from '../../../../src/shared/plan';
import { SEED } from '../../../runs';

const INPUTS = 100_000;

const CUSTOM: CustomFormatPlan = {
  name: 'ours', status: '$.status', components: '$.components', componentName: 'id', up: ['fine'], down: ['bad'],
};
const FORMATS: ReadonlyArray<FormatName | CustomFormatPlan> = [
  'auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only', CUSTOM,
];

const MEMBERS = [
  'status', 'state', 'outcome', 'components', 'details', 'checks', 'entries', 'results', 'services', 'failures', 'errors', 'error',
  'health', 'healthy', 'ok', 'message', 'data', 'result', 'body', 'payload', 'cause', 'meta', 'info', 'name', 'id', 'ssl',
  'output', 'critical', 'code', 'timestamp', 'age', 'cachedResponse', 'maintenance', 'unhealthy_count', '__proto__', 'constructor',
  'toString', 'http://me:secret@db/x', '', '0',
];
const TEXTS = [
  'UP', 'down', 'ok', 'OUT_OF_SERVICE', 'starting', 'WILL_EXPIRE_SOON', 'degraded', 'own word', '', ' ', '\u0000', '\u202e',
  '\ud800', '\u001b[31m', 'unavailable: why', 'password=hunter2', 'postgresql://me:hunter2@db/x', '{"status":"DOWN"}', '{', '[',
  'x'.repeat(300), '2026-01-01T00:00:00Z', 'java.lang.Error', '<html><title>502</title>', '[+]a ok\n[-]b failed: why',
  '<status>DOWN</status>', 'Service is shutting down', '\\', '"',
];

const MODULUS = 2 ** 31 - 1;

/** Values that are made faster than fast-check makes them, from one seed. */
class Inputs {
  constructor(private seed: number) {}

  public body(): string {
    const kind = this.below(10);
    if (kind === 0) { return Array.from({ length: this.below(6) }, () => this.of(TEXTS)).join(this.of([' ', '\n', ':', ''])); }
    const text = JSON.stringify(this.value(4));
    if (kind === 1) { return text.slice(0, this.below(text.length + 1)); }
    if (kind > 2) { return text; }
    const at = this.below(text.length);
    return text.slice(0, at) + this.of(TEXTS) + text.slice(at + this.below(3));
  }

  public below(limit: number): number {
    this.seed = (this.seed * 48_271) % MODULUS; // Lehmer's generator
    return Math.floor(this.seed / MODULUS * limit);
  }

  private of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  private value(depth: number): unknown {
    const kind = depth === 0 ? this.below(2) : this.below(8);
    if (kind === 0) { return this.of(TEXTS); }
    if (kind === 1) { return this.of<unknown>([true, false, null, 0, -1, 1e300, 503]); }
    if (kind === 2) { return Array.from({ length: this.below(4) }, () => this.value(depth - 1)); }
    return Object.fromEntries(Array.from({ length: this.below(6) }, () => [this.of(MEMBERS), this.value(depth - 1)]));
  }
}

test(`${INPUTS} bodies are read in every format without an exception, to a bounded result`, () => {
  const read = shippedReader();
  const inputs = new Inputs(SEED);
  for (let at = 0; at < INPUTS; at += 1) {
    const httpStatus = 100 + inputs.below(500);
    const answer = {
      httpStatus,
      accepted: httpStatus >= 200 && httpStatus < 300,
      expected: '200-299',
      body: inputs.body(),
      complete: inputs.below(5) > 0,
      contentType: 'application/json',
      maxAgeSeconds: 60,
    };
    for (const format of FORMATS) {
      const result = read(format, answer);
      const isBounded = result.detail.length <= 200 && result.components.length <= 20;
      if (!isBounded || at % 100 === 0) { expectBounded(result); } // Jest's own comparison costs more than the reader
    }
  }
});
