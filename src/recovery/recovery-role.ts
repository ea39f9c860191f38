import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RecoveryMode, type StagedRecoveryProps } from './recovery-options';
import { publishTo } from '../signals/publish-to';

/** What a role may use beside what its service is. */
export interface RolePaths {
  readonly decider: IFunction;
  readonly ledger: ITable;
  /** Key in the ledger of what is recovered. */
  readonly key: string;
}

/** The role of a recovery's state machine. One that only observes may stop nothing and ask nobody. */
export function recoveryRole(scope: Construct, props: StagedRecoveryProps, paths: RolePaths): Role {
  const acts = props.mode === RecoveryMode.ACT;
  const statements = [
    ...decideAndTell(scope, props.alertTopic, paths),
    ...acts ? [...asks(props), stops(scope, props)] : [],
    ...props.logGroup ? [logs()] : [],
  ];
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
    description: 'Recovers one ECS service (cdk-ecs-layered-health)',
    inlinePolicies: { Recovery: new PolicyDocument({ statements }) },
  });
}

/** What every recovery may do, whether it acts or not. */
export function decideAndTell(scope: Construct, topic: ITopic, { decider, ledger, key }: RolePaths): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'Decide', actions: ['lambda:InvokeFunction'], resources: [decider.functionArn] }),
    new PolicyStatement({
      sid: 'LockAndRecord',
      actions: ['dynamodb:UpdateItem'],
      resources: [ledger.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [key] } },
    }),
    ...publishTo(topic, scope, 'TellPeople'),
  ];
}

/** The user's own ways into the application; requests go through the function above. */
function asks({ application, restartInPlace }: StagedRecoveryProps): PolicyStatement[] {
  return [application, restartInPlace].flatMap((asked) => {
    const { fn, machine } = asked?._way ?? {};
    return [
      ...fn ? [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })] : [],
      ...machine ? [new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] })] : [],
    ];
  });
}

/** Ids of tasks are not known before they run; AWS lets the cluster be a condition as well. */
function stops(scope: Construct, { service: { cluster } }: StagedRecoveryProps): PolicyStatement {
  return new PolicyStatement({
    sid: 'StopOneTask',
    actions: ['ecs:StopTask'],
    resources: [Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  });
}

/** AWS offers no resources for these: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
function logs(): PolicyStatement {
  return new PolicyStatement({
    sid: 'Log',
    actions: [
      'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
      'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  });
}
