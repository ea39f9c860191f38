import type { Script } from './fuzz-server';
import { BUSY_MS } from './hostile-target';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { probeTarget } from '../../../lambda/engine/probe';
import type { CheckResult } from '../../../lambda/shared/check-result';
import type { EndpointPlan } from '../../../src/shared/plan';

/** Deadline of a check in fuzzing: most answers are over long before, and silence must not cost much. */
const FUZZ_TIMEOUT_MS = 60;

const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{0,200}$/u;

/** An endpoint of any protocol, whose timeout is that of the fuzzing. */
type WithoutTimeout<P> = P extends EndpointPlan ? Omit<P, 'timeoutMs'> : never;

/**
 * Probes a target that may answer anything, and states what holds whatever it answers: a verdict on the target and never on
 * the prober, in time, bounded, printable.
 */
export async function judgeAnything(port: number, readiness: WithoutTimeout<EndpointPlan>): Promise<CheckResult> {
  const start = performance.now();
  const found = await probeTarget(
    { id: 'fuzz', host: '127.0.0.1', port, readiness: { timeoutMs: FUZZ_TIMEOUT_MS, ...readiness }, timeoutMs: FUZZ_TIMEOUT_MS },
    { allowLocal: true },
  );
  expect(performance.now() - start).toBeLessThan(3 * 1.1 * FUZZ_TIMEOUT_MS + BUSY_MS);
  expect(diagnoseTarget(found).fault).not.toBe('PROBER_FAULT');
  for (const { outcome, detail, components = [] } of found.checks) {
    expect(outcome).not.toBe('PROBER');
    expect(detail).toMatch(PRINTABLE);
    expect(components.length).toBeLessThanOrEqual(20);
    components.forEach(({ name }) => expect(name).toMatch(PRINTABLE));
  }
  return found.checks.at(-1)!;
}

/** Bytes cut into pieces at some places. */
export function cut(bytes: Buffer, places: readonly number[]): Script['pieces'] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length)).filter(({ length }) => length > 0);
}
