import { Duration, Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, type IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { instanceDefinition } from './instance-definition';
import type { InstanceRecoveryProps } from './instance-options';
import { RecoveryMode } from './recovery-options';
import { decideAndAlert } from './recovery-role';
import { RecoveryShared } from './recovery-shared';
import { alarmStarts, startOn } from './start-on';
import { serviceRole } from '../aws/service-role';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { requireDuration } from '../contract/require-duration';
import { requireInteger } from '../contract/require-integer';
import { AlertFormat } from '../shared/alert-format';
import type { InstanceSettings } from '../shared/instance-settings';
import { DETAIL_TYPE } from '../shared/notifier-request';
import { bundledFunction } from '../verification/functions';
import { registryArn } from '../verification/registry-arn';
import type { ServiceVerification } from '../verification/service-verification';

const DAY = Duration.days(1);
/** How long an execution may take beyond the time for which an instance must be at fault. */
const ROOM = Duration.minutes(30);
const TIMEOUT = Duration.seconds(90);

/**
 * Drains an EC2 instance of a cluster whose agent is lost, or on which all tasks are down, so that ECS starts its tasks elsewhere.
 *
 * It only observes unless `mode` is `RecoveryMode.ACT`. It never terminates an instance, drains one at a time, and none while any other is
 * draining, managed draining of the capacity provider included. It sends an alert either way. Adds a state machine, a function that decides
 * and can change nothing, rules and their roles; it shares ledger and kill switch with the other recoveries of the stack.
 */
export class InstanceRecovery extends Construct {
  /** Runs a recovery. Lost agents and alarms start it, and so can you, with any JSON object as input. */
  public readonly stateMachine: IStateMachine;
  /** Its value `off` stops all drains. */
  public readonly killSwitch: IStringParameter;

  constructor(scope: Construct, id: string, props: InstanceRecoveryProps) {
    checkArguments('InstanceRecovery', { scope, id, props });
    super(scope, id);
    const { cluster, alert, verifications = [], alarms = [] } = props;
    this.requireText(props);
    const shared = RecoveryShared.forStack(this);
    this.killSwitch = props.killSwitch ?? shared.ensureKillSwitch();
    const settings = this.settings(props);
    const { ledger } = shared;
    const key = `instances/${cluster.clusterName}`;
    const decider = this.decider(cluster, verifications);
    const machine = new StateMachine(this, 'StateMachine', {
      comment: 'Drains instances that are at fault (cdk-ecs-layered-health)',
      definitionBody: DefinitionBody.fromChainable(
        instanceDefinition(this, { settings, decider, ledger, key, topic: alert.topic, timeout: TIMEOUT }),
      ),
      role: serviceRole(this, 'Role', {
        service: 'states.amazonaws.com',
        description: 'Drains instances that are at fault',
        statements: [
          ...decideAndAlert(this, alert.topic, { decider, ledger, key }),
          ...settings.mode === 'ACT'
            ? [this.onCluster('DrainOneInstance', ['ecs:UpdateContainerInstancesState'], cluster, 'container-instance')]
            : [],
        ],
      }),
      timeout: Duration.seconds(settings.afterSeconds).plus(ROOM),
    });
    this.stateMachine = machine;
    startOn(this, machine, 'Starts the recovery of the instances of a cluster', {
      // An instance that leaves the cluster on purpose is DRAINING or INACTIVE by then.
      WhenAgentIsLost: {
        source: ['aws.ecs'],
        detailType: [DETAIL_TYPE.instance],
        detail: { clusterArn: [cluster.clusterArn], agentConnected: [false], status: ['ACTIVE'] },
      },
      ...alarms.length > 0 ? { WhenAlarmStarts: alarmStarts(alarms) } : {},
    });
  }

  private settings(props: InstanceRecoveryProps): InstanceSettings {
    const { cluster, verifications = [], mode, after = Duration.minutes(10), minHealthyInstances = 1, maxDrainsPerDay = 1 } = props;
    const at = this.node.path;
    return {
      cluster: cluster.clusterName,
      plans: verifications.map(({ planName }) => planName),
      mode: mode ?? RecoveryMode.OBSERVE,
      killSwitch: this.killSwitch.parameterName,
      afterSeconds: requireDuration({
        what: 'after',
        value: after,
        min: Duration.minutes(2),
        max: Duration.hours(1),
        wholeSeconds: true,
        fix: 'pass Duration.minutes(10)',
        at,
      }),
      minHealthyInstances: requireInteger({
        what: 'minHealthyInstances', value: minHealthyInstances, min: 1, max: 1000, fix: 'pass 1', at,
      }),
      maxDrains: requireInteger({ what: 'maxDrainsPerDay', value: maxDrainsPerDay, min: 1, max: 10, fix: 'pass 1', at }),
      windowSeconds: DAY.toSeconds(),
    };
  }

  private decider(cluster: ICluster, verifications: ServiceVerification[]): IFunction {
    const decider = bundledFunction(this, 'Decider', {
      bundle: 'recovery-instances',
      description: 'Decides which instance of a cluster is drained, and changes nothing itself',
      timeout: TIMEOUT,
    });
    const statements = [
      new PolicyStatement({ actions: ['ecs:ListContainerInstances'], resources: [cluster.clusterArn] }),
      new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [this.killSwitch.parameterArn] }),
      this.onCluster('Instances', ['ecs:DescribeContainerInstances'], cluster, 'container-instance'),
      ...verifications.length === 0
        ? []
        : [
          this.onCluster('Tasks', ['ecs:DescribeTasks'], cluster, 'task'),
          // AWS knows no other resource than container instances here; the cluster is the condition.
          // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
          new PolicyStatement({
            actions: ['ecs:ListTasks'],
            resources: ['*'],
            conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
          }),
          new PolicyStatement({
            actions: ['ssm:GetParameters'],
            resources: [...new Set(verifications.map(({ verifier }) => registryArn(Stack.of(this), verifier.verifierName)))],
          }),
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: [...new Set(verifications.map(({ verifier }) => verifier.function.functionArn))],
          }),
        ],
    ];
    new Policy(this, 'Read', { roles: [decider.role!], statements });
    return decider;
  }

  /** Ids of instances and tasks are unknown before they run, so the cluster is the condition. */
  private onCluster(sid: string, actions: string[], { clusterArn, clusterName }: ICluster, resource: string): PolicyStatement {
    return new PolicyStatement({
      sid,
      actions,
      resources: [Stack.of(this).formatArn({ service: 'ecs', resource, resourceName: `${clusterName}/*` })],
      conditions: { ArnEquals: { 'ecs:cluster': clusterArn } },
    });
  }

  /** The function writes no message for chat applications. */
  private requireText({ alert: { format } }: InstanceRecoveryProps): void {
    if (format === undefined || format === AlertFormat.TEXT) { return; }
    fail({
      what: 'Alerts about instances are text only',
      got: `alert with format ${format}`,
      allowed: 'AlertFormat.TEXT',
      fix: 'leave format out',
      at: this.node.path,
    });
  }
}
