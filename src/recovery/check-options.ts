import { Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StagedRecoveryProps } from './recovery-options';
import { fail } from '../contract/errors';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether the options make sense, and together. */
export function checkOptions(scope: Construct, props: StagedRecoveryProps): void {
  const { path } = scope.node;
  whole('maxRestarts', props.maxRestarts, 1, 20, path);
  whole('minHealthyTasks', props.minHealthyTasks, 0, Number.MAX_SAFE_INTEGER, path);
  within('restartWindow', props.restartWindow, Duration.minutes(5), Duration.days(1), path);
  within('approvalWithin', props.approvalWithin, Duration.minutes(1), Duration.days(1), path);
  const { maxAffectedShare: share } = props;
  if (share !== undefined && !Token.isUnresolved(share) && !(share > 0 && share <= 1)) {
    fail('maxAffectedShare is not a share', String(share), 'above 0, at most 1', 'pass 0.5 for half of the tasks', path);
  }
  for (const { start, end } of props.maintenance ?? []) {
    if (!TIME.test(start) || !TIME.test(end) || start === end) {
      fail('The hours of maintenance are none', `${start} to ${end}`, 'two different times such as 22:00 and 04:00, UTC', 'pass { start: \'22:00\', end: \'04:00\' }', path);
    }
  }
  checkAsked(props, path);
}

function checkAsked({ contract, application, restartInPlace }: StagedRecoveryProps, path: string): void {
  if (application && !contract.inAppRecovery) {
    fail('Nobody knows how often the application may be asked to recover', 'application without inAppRecovery in the contract', 'both', 'give the contract inAppRecovery, e.g. { attempts: 3, interval: Duration.seconds(10) }', path);
  }
  for (const { _way: { endpoint } } of [application, restartInPlace].flatMap((asked) => asked ?? [])) {
    if (endpoint && contract.isWorker && endpoint.port === undefined) {
      fail('A worker has no port that could be asked', `${endpoint.path} without port`, 'the port that answers it', 'pass port in the options, or use a function', path);
    }
  }
}

function whole(name: string, value: number | undefined, min: number, max: number, path: string): void {
  if (value === undefined || (!Token.isUnresolved(value) && Number.isInteger(value) && value >= min && value <= max)) { return; }
  const allowed = max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`;
  fail(`${name} is out of range`, String(value), allowed, `pass ${name} within it, or leave it out`, path);
}

function within(name: string, value: Duration | undefined, min: Duration, max: Duration, path: string): void {
  if (value === undefined) { return; }
  if (value.isUnresolved()) { fail(`${name} must be known at synthesis`, 'a token', 'a literal duration', `pass ${name} as Duration.minutes(…)`, path); }
  const seconds = value.toSeconds({ integral: false });
  if (seconds < min.toSeconds() || seconds > max.toSeconds()) {
    fail(`${name} is out of range`, value.toHumanString(), `${min.toHumanString()} to ${max.toHumanString()}`, `pass ${name} within it, or leave it out`, path);
  }
}
