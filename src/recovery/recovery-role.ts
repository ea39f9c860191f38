import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RecoveryMode, type StagedRecoveryProps } from './recovery-options';
import { serviceRole } from '../aws/service-role';
import { publishTo } from '../signals/publish-to';

/** What the state machine of a recovery uses, whether it acts or not. */
export interface RecoveryResources {
  readonly decider: IFunction;
  readonly ledger: ITable;
  /** Key in the ledger of what is recovered. */
  readonly key: string;
}

/** The role of a recovery's state machine. One that only observes may stop no task and send no request. */
export function recoveryRole(scope: Construct, props: StagedRecoveryProps, resources: RecoveryResources): IRole {
  const acts = props.mode === RecoveryMode.ACT;
  return serviceRole(scope, 'Role', {
    service: 'states.amazonaws.com',
    description: 'Recovers one ECS service',
    statements: [
      ...decideAndAlert(scope, props.alert.topic, resources),
      ...acts ? [...requests(props), stopOneTask(scope, props)] : [],
      ...props.logGroup ? [log()] : [],
    ],
  });
}

/** What every recovery may do, whether it acts or not. */
export function decideAndAlert(scope: Construct, topic: ITopic, { decider, ledger, key }: RecoveryResources): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'Decide', actions: ['lambda:InvokeFunction'], resources: [decider.functionArn] }),
    new PolicyStatement({
      sid: 'LockAndRecord',
      actions: ['dynamodb:UpdateItem'],
      resources: [ledger.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [key] } },
    }),
    ...publishTo(topic, scope, 'Alert'),
  ];
}

/** The functions and state machines of the user; requests are sent by the function that decides. */
function requests({ application, restartInPlace }: StagedRecoveryProps): PolicyStatement[] {
  return [application, restartInPlace].flatMap((recovery) => {
    const method = recovery?._method;
    if (!method) { return []; }
    return [
      ...'fn' in method ? [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [method.fn.functionArn] })] : [],
      ...'machine' in method
        ? [new PolicyStatement({ actions: ['states:StartExecution'], resources: [method.machine.stateMachineArn] })]
        : [],
    ];
  });
}

/** Ids of tasks are unknown before they run, so the cluster is the condition. */
function stopOneTask(scope: Construct, { service: { cluster } }: StagedRecoveryProps): PolicyStatement {
  return new PolicyStatement({
    sid: 'StopOneTask',
    actions: ['ecs:StopTask'],
    resources: [Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  });
}

/** AWS offers no resources for these: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
function log(): PolicyStatement {
  return new PolicyStatement({
    sid: 'Log',
    actions: [
      'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
      'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  });
}
