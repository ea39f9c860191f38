import { Duration, Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { instanceDefinition } from './instance-definition';
import type { InstanceRecoveryProps } from './instance-options';
import type { InstanceSettings } from './instance-settings';
import { RecoveryFunction } from './recovery-function';
import { RecoveryMode } from './recovery-options';
import { decideAndTell } from './recovery-role';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { DETAIL_TYPE } from '../signals/notifier-request';
import { bundledFunction } from '../verification/functions';
import type { ServiceVerification } from '../verification/service-verification';

const DAY = Duration.days(1);
/** An event that is told later than this has its sequel by then. */
const LATEST_START = Duration.minutes(5);
/** Beside the time for which an instance must be at fault. */
const ROOM = Duration.minutes(30);
const TIMEOUT = Duration.seconds(90);

/**
 * Drains an EC2 instance of a cluster whose agent is lost, or on which all tasks are down, so that ECS starts its tasks elsewhere.
 *
 * It only observes until it is told to act. It never terminates an instance, drains one at a time, and none while any other is draining,
 * be it by the capacity provider's managed draining. People are told either way. Adds a state machine, a function that decides and can
 * change nothing, rules and their roles; ledger and switch are shared with the other recoveries of the stack.
 */
export class InstanceRecovery extends Construct {
  /** Runs a recovery; lost agents and alarms start it, and so can you, with any JSON object as input. */
  public readonly stateMachine: IStateMachine;
  /** Its value `off` stops all drains. */
  public readonly killSwitch: IStringParameter;

  public constructor(scope: Construct, id: string, props: InstanceRecoveryProps) {
    checkArguments('InstanceRecovery', { scope, id, props });
    super(scope, id);
    const { cluster, alertTopic, verifications = [], alarms = [] } = props;
    const shared = RecoveryFunction.forStack(this);
    this.killSwitch = props.killSwitch ?? shared.killSwitch;
    const settings = this.settings(props);
    const { ledger } = shared;
    const key = `instances/${cluster.clusterName}`;
    const decider = this.decider(cluster, verifications);
    const machine = new StateMachine(this, 'StateMachine', {
      comment: 'Drains instances that are at fault (cdk-ecs-layered-health)',
      definitionBody: DefinitionBody.fromChainable(instanceDefinition(this, { settings, decider, ledger, key, topic: alertTopic, timeout: TIMEOUT })),
      // The CDK would add statements without conditions, in a policy resource of its own.
      role: this.role('Role', 'states.amazonaws.com', 'Drains instances that are at fault', [
        ...decideAndTell(this, alertTopic, { decider, ledger, key }),
        ...settings.mode === 'ACT' ? [this.onCluster('DrainOneInstance', ['ecs:UpdateContainerInstancesState'], cluster, 'container-instance')] : [],
      ]),
      timeout: Duration.seconds(settings.afterSeconds).plus(ROOM),
    });
    this.stateMachine = machine;
    const start = this.role('StartRole', 'events.amazonaws.com', 'Starts the recovery of instances', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
    ]);
    const on = (name: string, eventPattern: EventPattern) => new Rule(this, name, {
      description: 'Looks at the instances of a cluster',
      eventPattern,
      targets: [new SfnStateMachine(machine, { role: start, maxEventAge: LATEST_START, retryAttempts: 3 })],
    });
    // An instance that leaves the cluster on purpose is DRAINING or INACTIVE by then.
    on('WhenAgentIsLost', {
      source: ['aws.ecs'],
      detailType: [DETAIL_TYPE.instance],
      detail: { clusterArn: [cluster.clusterArn], agentConnected: [false], status: ['ACTIVE'] },
    });
    if (alarms.length > 0) {
      on('WhenAlarmed', {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
        detail: { state: { value: ['ALARM'] } },
      });
    }
  }

  private settings(props: InstanceRecoveryProps): InstanceSettings {
    const { cluster, verifications = [], mode, after, minHealthyInstances = 1, maxDrainsPerDay = 1 } = props;
    const afterSeconds = this.whole('after', after?.toSeconds() ?? 600, 120, 3600, 'pass Duration.minutes(10)');
    return {
      cluster: cluster.clusterName,
      schedules: verifications.map(({ schedule }) => schedule.scheduleName),
      mode: mode ?? RecoveryMode.OBSERVE,
      killSwitch: this.killSwitch.parameterName,
      afterSeconds,
      minHealthyInstances: this.whole('minHealthyInstances', minHealthyInstances, 1, 1000, 'pass 1'),
      maxDrains: this.whole('maxDrainsPerDay', maxDrainsPerDay, 1, 10, 'pass 1'),
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
      ...verifications.length === 0 ? [] : [
        this.onCluster('Tasks', ['ecs:DescribeTasks'], cluster, 'task'),
        // AWS knows no other resource than container instances here; the cluster is the condition.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
        new PolicyStatement({ actions: ['ecs:ListTasks'], resources: ['*'], conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } } }),
        new PolicyStatement({ actions: ['scheduler:GetSchedule'], resources: verifications.map(({ schedule }) => schedule.scheduleArn) }),
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...new Set(verifications.map(({ verifier }) => verifier.verifier.functionArn))] }),
      ],
    ];
    new Policy(this, 'Read', { roles: [decider.role!], statements });
    return decider;
  }

  /** Ids of instances and tasks are not known before they run; AWS lets the cluster be a condition as well. */
  private onCluster(sid: string, actions: string[], { clusterArn, clusterName }: ICluster, resource: string): PolicyStatement {
    return new PolicyStatement({
      sid,
      actions,
      resources: [Stack.of(this).formatArn({ service: 'ecs', resource, resourceName: `${clusterName}/*` })],
      conditions: { ArnEquals: { 'ecs:cluster': clusterArn } },
    });
  }

  private role(id: string, service: string, description: string, statements: PolicyStatement[]) {
    return new Role(this, id, {
      assumedBy: new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: `${description} (cdk-ecs-layered-health)`,
      inlinePolicies: { [id]: new PolicyDocument({ statements }) },
    }).withoutPolicyUpdates();
  }

  private whole(what: string, value: number, least: number, most: number, todo: string): number {
    if (!Number.isInteger(value) || value < least || value > most) {
      fail(`${what} is out of range`, String(value), `a whole number from ${least} to ${most}`, todo, this.node.path);
    }
    return value;
  }
}
