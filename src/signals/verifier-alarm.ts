import { Stack } from 'aws-cdk-lib';
import { type Alarm, type IAlarmAction, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { EventNotifier } from './event-notifier';
import { EVERY_MINUTE } from './tuned-alarm';
import type { AlertOptions } from '../aws/alert-options';
import { createAlarm } from '../aws/create-alarm';
import { checkArguments } from '../contract/check-arguments';
import { METRIC_NAMESPACE, VERIFIER_METRIC } from '../shared/metrics';
import { BLIND_SUFFIX } from '../shared/notifier-request';
import type { DeepVerifier } from '../verification/deep-verifier';
import type { IDeepVerifier } from '../verification/deep-verifier-options';

/** Which verifier is watched, and what happens when it is blind. */
export interface VerifierAlarmProps {
  /** The verifier, of the same stack. */
  readonly verifier: DeepVerifier;

  /** Who is alerted when the verifier cannot verify, and when it can again. */
  readonly alert: AlertOptions;

  /**
   * What else is done when the alarm starts.
   * @default - nothing
   */
  readonly alarmActions?: IAlarmAction[];
}

const SHARED_ID = 'Blind';

/** Verifiers that have an alarm. */
const WATCHED = new WeakSet<IDeepVerifier>();

/**
 * The alarm that the verifier is blind: services that it cannot verify, or no sweep at all, in 5 of 6 minutes. One alert tells of all of
 * them and names them, whatever their number; the alarms of the services stay quiet meanwhile, because nothing is known of them.
 *
 * Adds one alarm for each shard. `HealthAlarms` creates it where verifier and service are in one stack.
 */
export class VerifierAlarm extends Construct {
  /**
   * Watches the verifier of the same stack, unless it is watched already.
   * @internal
   */
  public static _alertBeside(scope: Construct, verifier: IDeepVerifier, alert: AlertOptions): void {
    if (!isOwn(verifier) || Stack.of(verifier) !== Stack.of(scope) || WATCHED.has(verifier)) { return; }
    new VerifierAlarm(verifier, SHARED_ID, { verifier, alert });
  }

  /** In alarm while the verifier is blind, one for each shard. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: VerifierAlarmProps) {
    checkArguments('VerifierAlarm', { scope, id, props });
    super(scope, id);
    const { verifier, alert, alarmActions = [] } = props;
    WATCHED.add(verifier);
    const notifier = EventNotifier.forStack(this);
    notifier.allowVerifierAlarm(verifier, alert.topic);
    verifier.sendAlertsTo(alert);
    const notify: IAlarmAction = { bind: () => ({ alarmActionArn: notifier.function.functionArn }) };
    this.alarms = Array.from({ length: verifier.shards }, (_, index) => {
      const shard = String(index + 1);
      const alarm = createAlarm(this, index === 0 ? 'Alarm' : `Alarm${shard}`, {
        // Named, because the notifier finds the verifier by it.
        alarmName: verifier.verifierName + BLIND_SUFFIX + shard,
        metric: new Metric({
          namespace: METRIC_NAMESPACE,
          metricName: VERIFIER_METRIC.unverified,
          dimensionsMap: { Verifier: verifier.verifierName, Shard: shard },
          period: EVERY_MINUTE,
          statistic: Stats.MAXIMUM,
        }),
        threshold: 0,
        // EventBridge Scheduler is precise to a minute, so that a minute without a sweep is nothing to wake people for.
        datapointsToAlarm: 5,
        evaluationPeriods: 6,
        treatMissingData: TreatMissingData.BREACHING,
        alarmDescription: 'The verifier cannot verify all services, or does not run. The services may be healthy. Its log names them.',
        actions: [notify],
      });
      if (alarmActions.length > 0) { alarm.addAlarmAction(...alarmActions); }
      return alarm;
    });
  }
}

/** By members, because an app may hold two copies of this package. */
function isOwn(verifier: IDeepVerifier): verifier is DeepVerifier {
  return 'shards' in verifier;
}
