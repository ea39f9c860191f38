import { Lazy, Token } from 'aws-cdk-lib';
import { type Alarm, type CfnAlarm, CompositeAlarm, type IAlarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { EventNotifier } from './event-notifier';
import type { IncidentOptions } from './incident-options';
import { fromLowestLayer, incidentRule, isRaisedByDeployment, longestRule, MAX_CHILDREN, MAX_RULE_LENGTH } from './incident-rule';
import { VerifierAlarm } from './verifier-alarm';
import { type AlarmDefinition, createAlarm } from '../aws/create-alarm';
import { ensureChild } from '../aws/ensure-child';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';
import type { HealthLayer } from '../shared/health-layer';
import { ALARM_SUFFIX } from '../shared/notifier-request';
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
   * Minutes that are evaluated (the N of "M of N"), 1–60.
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/** Minutes after a deployment in which the metrics of AWS may still show its effects. */
const DEPLOYMENT_TAIL = 5;

/** Alarms are named after the plan, so each verification can have only one incident. */
const ALARMED = new WeakMap<ServiceVerification, string>();

/**
 * The one incident of a service: the alarm on what the verifier finds, and once causes are added, a composite alarm over it and them. Only
 * the incident notifies anyone.
 *
 * The verifier publishes what is wrong every minute; the alarm decides whether it lasts. While nothing is wrong there is no data, which
 * counts as well: whether services are verified at all is up to `VerifierAlarm`, once for all of them. Adds one resource.
 */
export class HealthAlarms extends Construct {
  /** In alarm while the verifier finds a fault that a restart would fix or that needs people. */
  public readonly faults: Alarm;

  private readonly verification: ServiceVerification;
  private readonly window: Pick<AlarmDefinition, 'threshold' | 'datapointsToAlarm' | 'evaluationPeriods'>;
  private readonly starts: IAlarmAction[] = [];
  private readonly ends: IAlarmAction[] = [];
  private composite?: CompositeAlarm;
  private readonly further = new Map<IAlarm, HealthLayer>();
  private deployingAlarm?: Alarm;

  constructor(scope: Construct, id: string, props: HealthAlarmsProps) {
    checkArguments('HealthAlarms', { scope, id, props });
    super(scope, id);
    const { verification } = props;
    this.verification = verification;
    this.claim();
    const { datapointsToAlarm = 2, evaluationPeriods = 3 } = props;
    this.window = { threshold: 0, datapointsToAlarm, evaluationPeriods };
    this.faults = createAlarm(this, 'Faults', {
      ...this.window,
      // Named, because the notifier finds the service's plan by it.
      alarmName: verification.planName + ALARM_SUFFIX.faults,
      metric: verification.faults,
      alarmDescription:
        "The service has a fault that a restart would fix or that needs people. The verifier's log names the layer and the evidence.",
    });
    this.addActions(props);
    this.node.addValidation({ validate: () => this.ruleProblems() });
  }

  /** In alarm while the service has an incident: the one alarm that notifies people. It is `faults` until a cause is added. */
  public get incident(): IAlarm {
    return this.composite ?? this.faults;
  }

  /**
   * The alarm on tasks that a recovery or a restart would help, which starts recoveries and notifies nobody; the first call creates it.
   */
  public restartAlarm(): IAlarm {
    const id = 'RestartWouldHelp';
    return ensureChild<IAlarm>(this, id, () => createAlarm(this, id, {
      ...this.window,
      metric: this.verification.restartWouldHelp,
      alarmDescription:
        "Tasks of the service fail in a way that a recovery or a restart would fix. The verifier's log names the layer at fault.",
    }));
  }

  /** The alarms that were added to the incident, from the lowest layer up. */
  public get causes(): IAlarm[] {
    return fromLowestLayer(this.further);
  }

  /** In alarm while a deployment is in progress; undefined until a cause is added that a deployment can raise. */
  public get deploying(): IAlarm | undefined {
    return this.deployingAlarm;
  }

  /**
   * Makes alarms part of the incident. Leave them without actions of their own, because the incident already notifies people.
   *
   * They do not count while a deployment is in progress and for five minutes after it, except those of `HealthLayer.L3` and
   * `HealthLayer.EDGE`, which no deployment explains.
   *
   * @param layer the layer that the alarms watch
   * @param alarms any alarms of the same account and region
   * @throws when there are more than 100 child alarms, or one is in another region or account
   */
  public addCause(layer: HealthLayer, ...alarms: IAlarm[]): void {
    checkArguments('HealthAlarms.addCause', { layer, alarms }, this.node.path);
    for (const alarm of alarms) {
      this.requireChild(alarm);
      if (!this.further.has(alarm)) { this.further.set(alarm, layer); }
    }
    if (alarms.length > 0) { this.composite ??= this.createComposite(); }
    if (alarms.length > 0 && isRaisedByDeployment(layer)) { this.deployingAlarm ??= this.createDeploying(); }
    const { own, further, deploying } = this.all();
    const children = own.length + further.size + (deploying ? 1 : 0);
    if (children > MAX_CHILDREN) {
      fail({
        what: 'The incident has too many causes',
        got: `${children} child alarms`,
        allowed: `at most ${MAX_CHILDREN}`,
        fix: 'combine some of them into a CompositeAlarm and add that one',
        at: this.node.path,
      });
    }
  }

  private claim(): void {
    const other = ALARMED.get(this.verification);
    if (other) {
      fail({
        what: 'The verification has alarms already',
        got: other,
        allowed: 'one HealthAlarms for each verification',
        fix: 'use those, or pass alarms: false to LayeredHealth',
        at: this.node.path,
      });
    }
    ALARMED.set(this.verification, this.node.path);
  }

  private createDeploying(): Alarm {
    return createAlarm(this, 'Deploying', {
      metric: this.verification.deploying,
      threshold: 0,
      datapointsToAlarm: 1,
      evaluationPeriods: DEPLOYMENT_TAIL,
      alarmDescription:
        'A deployment of the service is in progress, or has just ended. Notifies nobody: it keeps what deployments raise '
        + 'out of the incident.',
    });
  }

  private addActions({ verification, alert, alarmActions = [], okActions = [] }: HealthAlarmsProps): void {
    if (alert) {
      const notifier = EventNotifier.forStack(this);
      notifier.allowIncidents(this, verification, alert.topic);
      verification.sendAlertsTo(alert);
      VerifierAlarm._alertBeside(this, verification.verifier, alert);
      // The CDK's own action would add a permission for each alarm; the notifier allows all alarms at once.
      const notify: IAlarmAction = { bind: () => ({ alarmActionArn: notifier.function.functionArn }) };
      this.starts.push(notify);
      this.ends.push(notify);
    }
    this.starts.push(...alarmActions);
    this.ends.push(...okActions);
    // Once there is a composite alarm, it is the only one that acts.
    const arns = (actions: readonly IAlarmAction[]) => Lazy.list({
      produce: () => this.composite ? undefined : actions.map((action) => action.bind(this, this.faults).alarmActionArn),
    }, { omitEmpty: true });
    const resource = this.faults.node.defaultChild as CfnAlarm;
    if (this.starts.length > 0) { resource.alarmActions = arns(this.starts); }
    if (this.ends.length > 0) { resource.okActions = arns(this.ends); }
  }

  private createComposite(): CompositeAlarm {
    const composite = new CompositeAlarm(this, 'Incident', {
      compositeAlarmName: this.verification.planName + ALARM_SUFFIX.incident,
      alarmDescription:
        'The service has a fault: one alert for all that follows from it. Its child alarms show the kind of fault, and the '
        + "verifier's log names the layer.",
      alarmRule: { renderAlarmRule: () => Lazy.string({ produce: () => incidentRule(this.all(), (alarm) => alarm.alarmArn) }) },
    });
    // Called without any, they would render empty lists.
    if (this.starts.length > 0) { composite.addAlarmAction(...this.starts); }
    if (this.ends.length > 0) { composite.addOkAction(...this.ends); }
    return composite;
  }

  private requireChild(alarm: IAlarm): void {
    if (alarm === this.faults || alarm === this.composite) {
      fail({
        what: 'The incident cannot be its own cause',
        got: alarm.node.path,
        allowed: 'another alarm',
        fix: 'leave it out',
        at: this.node.path,
      });
    }
    for (const key of ['region', 'account'] as const) {
      const [theirs, ours] = [alarm.env[key], this.faults.env[key]];
      if (!Token.isUnresolved(theirs) && !Token.isUnresolved(ours) && theirs !== ours) {
        fail({
          what: `A cause is in another ${key} than the incident`,
          got: `${alarm.node.path} in ${theirs}`,
          allowed: `alarms in ${ours}, the only ones that a composite alarm can read`,
          fix: 'give that alarm an action of its own',
          at: this.node.path,
        });
      }
    }
  }

  private all() {
    return { own: [this.faults], further: this.further, deploying: this.deployingAlarm };
  }

  private ruleProblems(): string[] {
    const length = longestRule(this.all());
    return length <= MAX_RULE_LENGTH ? [] : [failureText({
      what: 'The rule of the incident can become too long',
      got: `up to ${length} characters`,
      allowed: `at most ${MAX_RULE_LENGTH}`,
      fix: 'give the alarms shorter names, or combine some of them into a CompositeAlarm and add that one',
    })];
  }
}
