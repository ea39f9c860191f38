import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { HealthContract, HealthContractProps, HealthEndpoint } from '../../src';

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => Duration.seconds(value));

const optionalTimeout = fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined })
  .map((value) => value === undefined ? {} : { timeout: Duration.seconds(value) });

/** Random promises, kept or not. */
export const anyProps: fc.Arbitrary<HealthContractProps> = fc.record({
  port: fc.integer({ min: 1, max: 65535 }),
  liveness: optionalTimeout.map((options) => HealthEndpoint.http('/live', options)),
  readiness: fc.option(optionalTimeout.map((options) => HealthEndpoint.http('/ready', options)), { nil: undefined }),
  startup: seconds(0, 400),
  longestRequest: seconds(0, 4000),
  shutdown: fc.option(seconds(0, 150), { nil: undefined }),
  detectWithin: fc.option(seconds(1, 1500), { nil: undefined }),
  inAppRecovery: fc.option(fc.record({ attempts: fc.integer({ min: 1, max: 10 }), interval: seconds(1, 300) }), { nil: undefined }),
});

/** Random promises of a worker, kept or not. */
export const anyWorkerProps: fc.Arbitrary<HealthContractProps> = fc.record({
  liveness: optionalTimeout.map((options) => HealthEndpoint.command(['node', 'check.js'], options)),
  startup: seconds(0, 400),
  longestRequest: seconds(0, 130),
  shutdown: fc.option(seconds(0, 130), { nil: undefined }),
  detectWithin: fc.option(seconds(1, 4000), { nil: undefined }),
  inAppRecovery: fc.option(fc.record({ attempts: fc.integer({ min: 1, max: 10 }), interval: seconds(1, 300) }), { nil: undefined }),
});

/** Random promises that AWS can keep. */
export const keptContract = kept(anyProps);

/** Random promises of a worker that AWS can keep. */
export const keptWorker = kept(anyWorkerProps);

function kept(promises: fc.Arbitrary<HealthContractProps>): fc.Arbitrary<{ props: HealthContractProps; contract: HealthContract }> {
  return promises
    .map((props) => {
      try {
        return { props, contract: new HealthContract(props) };
      } catch {
        return undefined;
      }
    })
    .filter((value) => value !== undefined);
}

/** Seconds within which a fault cannot be known are refused, and the least that are possible are named. */
export function saysWhatIsPossible(wanted: number, make: (detectWithin: Duration) => HealthContract): void {
  const within = (limit: number) => make(Duration.seconds(limit));
  let message = '';
  try {
    within(wanted);
  } catch (error) {
    message = (error as Error).message;
  }
  if (!message) { return; }
  const possible = Number(/at least (\d+) s/.exec(message)![1]);
  expect(possible).toBeGreaterThan(wanted);
  expect(() => within(possible)).not.toThrow();
  expect(() => within(possible - 1)).toThrow(`at least ${possible} s`);
}
