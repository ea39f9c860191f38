import { Lazy, Token } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, CompositeAlarm, IAlarm, IAlarmAction, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertFormat } from './alert-format';
import { EventNotifier } from './event-notifier';
import type { IncidentOptions } from './incident-options';
import { fromLowestLayer, incidentRule, isRaisedByDeployment, LAYERS, LONGEST_RULE, longestRule, MOST_CHILDREN } from './incident-rule';
import { INCIDENT_SUFFIX, VERIFIER_ALARM } from './notifier-request';
import { alarmWindow, AlarmWindow } from './tuned-alarm';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import type { ServiceVerification } from '../verification/service-verification';

/** When a service has an incident, and what happens then. */
export interface HealthAlarmsProps extends IncidentOptions {
  /** The verification whose metrics are watched. */
  readonly verification: ServiceVerification;

  /**
   * Minutes that must show a fault within `evaluationPeriods` (the M of "M of N").
   * @default 2
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are looked at (the N of "M of N"), 1–60.
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/** For how many minutes after a deployment its own effects on the metrics of AWS still pass. */
const DEPLOYMENT_TAIL = 5;

/** The incident is named after its schedule, so a service can have one only. */
const ALARMED = new WeakMap<ServiceVerification, string>();

/**
 * One incident a service, from two alarms on what the verifier reports and from whatever else is made part of it. Only the incident tells anybody.
 *
 * The verifier publishes what it sees each minute as it is; whether it lasts is decided here. Adds three resources.
 */
export class HealthAlarms extends Construct {
  /** Tasks fail that a recovery or a restart would help; start recovery from this one. */
  public readonly restartWouldHelp: Alarm;
  /** Faults that only people can repair, and no data: nobody looks any more, or nothing can be concluded. */
  public readonly needsPeople: Alarm;
  /** Any of them: the one alarm that tells people. */
  public readonly incident: CompositeAlarm;

  private readonly verification: ServiceVerification;
  private readonly further = new Map<IAlarm, string>();
  private deployingAlarm?: Alarm;

  public constructor(scope: Construct, id: string, props: HealthAlarmsProps) {
    checkArguments('HealthAlarms', { scope, id, props });
    super(scope, id);
    const { verification } = props;
    this.verification = verification;
    this.claim();
    const window = alarmWindow(this, props, { datapointsToAlarm: 2, evaluationPeriods: 3 });
    this.restartWouldHelp = this.alarm(VERIFIER_ALARM.restartWouldHelp, verification.restartWouldHelp, window, TreatMissingData.NOT_BREACHING,
      'Tasks of the service fail in a way that a recovery or a restart would fix. The verifier\'s log says which layer is at fault.');
    // The verifier publishes a zero as long as it sees no such fault, even of a service without tasks: no data means that nobody looks.
    this.needsPeople = this.alarm(VERIFIER_ALARM.needsPeople, verification.needsPeople, window, TreatMissingData.BREACHING,
      'The service has a fault that no restart fixes, or nobody verifies it any more: a person must look. The verifier\'s log names the layer and the evidence.');
    this.incident = new CompositeAlarm(this, 'Incident', {
      // Named, because the notifier finds the service's plan by it.
      compositeAlarmName: verification.schedule.scheduleName + INCIDENT_SUFFIX,
      alarmDescription: 'The service has a fault: one page for all that follows from it. Its child alarms say what kind, the verifier\'s log which layer.',
      alarmRule: { renderAlarmRule: () => Lazy.string({ produce: () => incidentRule(this.all(), (alarm) => alarm.alarmArn) }) },
    });
    this.act(props);
    this.node.addValidation({ validate: () => this.tooLong() });
  }

  /** The alarms beside the verifier's own that are part of the incident, from the lowest layer up. */
  public get causes(): IAlarm[] {
    return fromLowestLayer(this.further);
  }

  /** In alarm while a deployment is in progress; created with the first cause that a deployment could raise. */
  public get deploying(): IAlarm | undefined {
    return this.deployingAlarm;
  }

  /**
   * Makes alarms part of the incident. They should have no actions of their own, else they page beside it.
   *
   * While a deployment is in progress, and for five minutes after it, they do not count, except those of `L3` and `EDGE`, which no deployment explains.
   *
   * @param layer the layer that they watch: `L3`, `L4`, `TLS`, `L7`, `LOAD_BALANCER`, `ECS` or `EDGE`
   * @param alarms any alarms of the same account and region
   * @throws when there are too many of them, or one lies in another region or account
   */
  public addCause(layer: string, ...alarms: IAlarm[]): void {
    checkArguments('HealthAlarms.addCause', { layer, alarms }, this.node.path);
    if (!(LAYERS as readonly string[]).includes(layer)) {
      fail('A cause is on no known layer', layer, LAYERS.join(', '), 'pass the layer that the alarm watches', this.node.path);
    }
    for (const alarm of alarms) {
      this.check(alarm);
      if (!this.further.has(alarm)) { this.further.set(alarm, layer); }
    }
    if (alarms.length > 0 && isRaisedByDeployment(layer)) { this.deployingAlarm ??= this.createDeploying(); }
    const { own, further, deploying } = this.all();
    const children = own.length + further.size + (deploying ? 1 : 0);
    if (children > MOST_CHILDREN) {
      fail('The incident has too many causes', `${children} child alarms`, `at most ${MOST_CHILDREN}`, 'combine some of them into a CompositeAlarm and add that one', this.node.path);
    }
  }

  private claim(): void {
    const other = ALARMED.get(this.verification);
    if (other) {
      fail('The verification has alarms already', other, 'one HealthAlarms for each verification', 'use those, or pass alarms: false to LayeredHealth', this.node.path);
    }
    ALARMED.set(this.verification, this.node.path);
  }

  private alarm(id: string, metric: IMetric, window: AlarmWindow, treatMissingData: TreatMissingData, alarmDescription: string): Alarm {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD;
    return new Alarm(this, id, { metric, alarmDescription, ...window, comparisonOperator, threshold: 0, treatMissingData });
  }

  private createDeploying(): Alarm {
    const window = { datapointsToAlarm: 1, evaluationPeriods: DEPLOYMENT_TAIL };
    return this.alarm('Deploying', this.verification.deploying, window, TreatMissingData.NOT_BREACHING,
      'A deployment of the service is in progress, or has just ended. Tells nobody: it keeps the incident from what deployments raise.');
  }

  private act({ verification, alertTopic, alertFormat, alarmActions = [], okActions = [] }: HealthAlarmsProps): void {
    if (alertTopic) {
      const notifier = EventNotifier.forStack(this);
      notifier.allowIncidents(this, verification, alertTopic);
      verification.tell(alertTopic, alertFormat ?? AlertFormat.TEXT);
      // The CDK's own action would add a permission an alarm; the notifier allows all alarms at once.
      const tell: IAlarmAction = { bind: () => ({ alarmActionArn: notifier.notifier.functionArn }) };
      this.incident.addAlarmAction(tell);
      this.incident.addOkAction(tell);
    } else if (alertFormat) {
      fail('alertFormat has nobody to write to', `${alertFormat} without alertTopic`, 'alertFormat with alertTopic', 'pass alertTopic, or leave alertFormat out', this.node.path);
    }
    // Called with nothing, they would render empty lists.
    if (alarmActions.length > 0) { this.incident.addAlarmAction(...alarmActions); }
    if (okActions.length > 0) { this.incident.addOkAction(...okActions); }
  }

  private check(alarm: IAlarm): void {
    if (alarm === this.incident) {
      fail('The incident cannot be its own cause', alarm.node.path, 'another alarm', 'leave it out', this.node.path);
    }
    for (const key of ['region', 'account'] as const) {
      const [theirs, ours] = [alarm.env[key], this.incident.env[key]];
      if (!Token.isUnresolved(theirs) && !Token.isUnresolved(ours) && theirs !== ours) {
        fail(`A cause lies in another ${key} than the incident`, `${alarm.node.path} in ${theirs}`, `alarms in ${ours}: a composite alarm sees no others`, 'give that alarm an action of its own', this.node.path);
      }
    }
  }

  private all() {
    return { own: [this.restartWouldHelp, this.needsPeople], further: this.further, deploying: this.deployingAlarm };
  }

  private tooLong(): string[] {
    const length = longestRule(this.all());
    return length <= LONGEST_RULE ? [] : [`The rule of the incident can become too long: got up to ${length} characters, allowed: at most ${LONGEST_RULE}. Give the alarms shorter names, or combine some of them into a CompositeAlarm and add that one.`];
  }
}
