import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTuning } from './alarm-tuning';
import type { HealthAlarms } from './health-alarms';
import { tunedAlarm } from './tuned-alarm';
import { checkArguments } from '../contract/check-arguments';
import { HealthLayer } from '../shared/health-layer';
import type { ServiceVerification } from '../verification/service-verification';

/** Which alarms there are on what ECS reports of a service. */
export interface ServiceAlarmsProps {
  /** The verification whose metrics are watched: they exist for every verified service, without Container Insights. */
  readonly verification: ServiceVerification;

  /**
   * More tasks missing than the threshold.
   * @default - above 0 in 10 of the last 10 minutes
   */
  readonly tasksMissing?: AlarmTuning;

  /**
   * More tasks than the threshold stopped by themselves within a quarter of an hour: not by scaling, deployments, people, Spot or ECS's
   * own health checks.
   * @default - above 2 in one minute
   */
  readonly tasksCrashed?: AlarmTuning;

  /**
   * The deployment has failed, or takes longer than the contract allows.
   * @default - above 0 in one minute
   */
  readonly deploymentFailed?: AlarmTuning;
}

/**
 * Alarms on what ECS reports of a service: tasks that are missing, tasks that crash, deployments that fail.
 *
 * Each is one resource. They notify nobody by themselves: make them part of the incident with `addTo`, or add actions to them.
 */
export class ServiceAlarms extends Construct {
  /** Tasks are missing; undefined when it is turned off. */
  public readonly tasksMissing?: IAlarm;
  /** Tasks stop by themselves; undefined when it is turned off. */
  public readonly tasksCrashed?: IAlarm;
  /** The deployment has failed or takes too long; undefined when it is turned off. */
  public readonly deploymentFailed?: IAlarm;

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    checkArguments('ServiceAlarms', { scope, id, props });
    super(scope, id);
    const { verification } = props;
    this.tasksMissing = tunedAlarm(this, 'TasksMissing', {
      metric: verification.tasksMissing,
      alarmDescription: 'The service runs fewer tasks than desired.',
      threshold: 0,
      datapointsToAlarm: 10,
      evaluationPeriods: 10,
    }, props.tasksMissing);
    this.tasksCrashed = tunedAlarm(this, 'TasksCrashed', {
      metric: verification.tasksCrashed,
      alarmDescription: 'Tasks of the service stop by themselves again and again. Their stopped reasons name the cause.',
      threshold: 2,
      datapointsToAlarm: 1,
      evaluationPeriods: 1,
    }, props.tasksCrashed);
    this.deploymentFailed = tunedAlarm(this, 'DeploymentFailed', {
      metric: verification.deploymentFailed,
      alarmDescription: 'The deployment of the service has failed, or takes longer than its contract allows.',
      threshold: 0,
      datapointsToAlarm: 1,
      evaluationPeriods: 1,
    }, props.deploymentFailed);
  }

  /** The alarms that exist. */
  public get all(): IAlarm[] {
    return [this.tasksMissing, this.tasksCrashed, this.deploymentFailed].filter((alarm) => alarm !== undefined);
  }

  /**
   * Makes the alarms part of the incident.
   * @param alarms the incident
   */
  public addTo(alarms: HealthAlarms): void {
    checkArguments('ServiceAlarms.addTo', { alarms }, this.node.path);
    alarms.addCause(HealthLayer.ECS, ...this.all);
  }
}
