import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { type ContainerCheckBudget, HealthContract, type HealthContractProps, HealthEndpoint, type TargetGroupBudget } from '../../src';

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => Duration.seconds(value));

const optionalTimeout = fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined })
  .map((value) => value === undefined ? {} : { timeout: Duration.seconds(value) });

/** Boots that the start period covers, that it does not, and that no grace period does. */
const anyStartup = fc.oneof(seconds(0, 400), seconds(301, 200_000), seconds(2_147_480_000, 2_147_490_000));

/** Random promises, kept or not. */
export const anyProps: fc.Arbitrary<HealthContractProps> = fc.record({
  port: fc.integer({ min: 1, max: 65535 }),
  liveness: optionalTimeout.map((options) => HealthEndpoint.http('/live', options)),
  readiness: fc.option(optionalTimeout.map((options) => HealthEndpoint.http('/ready', options)), { nil: undefined }),
  startup: anyStartup,
  longestRequest: seconds(0, 4000),
  shutdown: fc.option(seconds(0, 150), { nil: undefined }),
  detectWithin: fc.option(seconds(1, 1500), { nil: undefined }),
  inAppRecovery: fc.option(fc.record({ attempts: fc.integer({ min: 1, max: 10 }), interval: seconds(1, 300) }), { nil: undefined }),
});

/** Random promises of a worker, kept or not. */
export const anyWorkerProps: fc.Arbitrary<HealthContractProps> = fc.record({
  liveness: optionalTimeout.map((options) => HealthEndpoint.command(['node', 'check.js'], options)),
  startup: anyStartup,
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

/**
 * Whether a container check that fails until `boot` seconds after the start, and then succeeds, ever makes ECS replace the task: plays the
 * check second by second, as ECS documents it. Failures within the start period do not count, `retries` of the others in a row make the
 * container UNHEALTHY, one success makes it HEALTHY, and the service ignores all of that within its grace period.
 */
export function killedWhileBooting(check: ContainerCheckBudget, boot: number, firstAt: number): boolean {
  const { interval, timeout, retries, startPeriod, gracePeriod } = check;
  const [every, slow, ignored, grace] = [interval, timeout, startPeriod, gracePeriod ?? Duration.seconds(0)].map((each) =>
    each.toSeconds(),
  );
  let failures = 0;
  for (let begins = firstAt; begins <= boot + every; begins += every) {
    if (begins >= boot) { return failures >= retries && begins + slow > grace; }
    if (begins >= ignored) { failures += 1; }
    if (failures >= retries && begins + slow > grace) { return true; }
  }
  return failures >= retries;
}

/** When a load balancer calls a target healthy for good whose task boots so long; it checks at `firstAt`, and then every interval. */
export function healthyAt(check: TargetGroupBudget, boot: number, firstAt: number): number {
  const [interval, timeout] = [check.interval, check.timeout].map((each) => each.toSeconds());
  let [failures, successes, state] = [0, 0, 'initial'];
  for (let begins = firstAt; ; begins += interval) {
    if (begins >= boot) { successes += 1; } else { [failures, successes] = [failures + 1, 0]; }
    if (failures >= check.unhealthyThreshold) { state = 'unhealthy'; }
    if (successes >= (state === 'initial' ? 1 : check.healthyThreshold)) { return begins + timeout; }
  }
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
