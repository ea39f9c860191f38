import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requestEndpoint } from './recovery-method';
import type { StagedRecoveryProps } from './recovery-options';
import { fail } from '../contract/errors';
import { requireDuration } from '../contract/require-duration';
import { requireInteger } from '../contract/require-integer';
import { requireShare } from '../contract/require-number';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const MINUTE = Duration.minutes(1);
const DAY = Duration.days(1);

/** Fails where an option is out of its range, or does not fit the others. */
export function validateOptions(scope: Construct, props: StagedRecoveryProps): void {
  const at = scope.node.path;
  const fix = (name: string) => `pass ${name} within it, or leave it out`;
  const { maxRestarts = 1, minHealthyTasks = 1, maxAffectedShare = 1, restartWindow = DAY, approvalWithin = DAY } = props;
  requireInteger({ what: 'maxRestarts', value: maxRestarts, min: 1, max: 20, fix: fix('maxRestarts'), at });
  requireInteger({ what: 'minHealthyTasks', value: minHealthyTasks, min: 0, fix: fix('minHealthyTasks'), at });
  requireShare('maxAffectedShare', maxAffectedShare, at);
  requireDuration({ what: 'restartWindow', value: restartWindow, min: Duration.minutes(5), max: DAY, fix: fix('restartWindow'), at });
  requireDuration({ what: 'approvalWithin', value: approvalWithin, min: MINUTE, max: DAY, fix: fix('approvalWithin'), at });
  for (const { start, end } of props.maintenance ?? []) {
    if (!TIME.test(start) || !TIME.test(end) || start === end) {
      fail({
        what: 'maintenance is not a range of hours',
        got: `${start} to ${end}`,
        allowed: 'two different times such as 22:00 and 04:00, UTC',
        fix: 'pass { start: \'22:00\', end: \'04:00\' }',
        at,
      });
    }
  }
  validateRequests(props, at);
}

function validateRequests({ contract, application, restartInPlace }: StagedRecoveryProps, at: string): void {
  if (application && !contract.inAppRecovery) {
    fail({
      what: 'The contract does not say how often the application may be requested to recover',
      got: 'application without inAppRecovery in the contract',
      allowed: 'both',
      fix: 'give the contract inAppRecovery, e.g. { attempts: 3, interval: Duration.seconds(10) }',
      at,
    });
  }
  for (const recovery of [application, restartInPlace]) {
    const endpoint = requestEndpoint(recovery?._method);
    if (endpoint && contract.isWorker && endpoint.port === undefined) {
      fail({
        what: 'A worker has no port for requests',
        got: `${endpoint.path} without port`,
        allowed: 'the port that answers it',
        fix: 'pass port in the options, or use a function',
        at,
      });
    }
  }
}
