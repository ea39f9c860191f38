import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import { IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { sharedNetwork } from '../aws/port-mappings';
import { ClusterAccess } from '../verification/cluster-access';
import { bundledFunction } from '../verification/functions';
import type { ServiceVerification } from '../verification/service-verification';

/** Where what all recoveries of a stack share is found in the tree. */
const SHARED_ID = 'LayeredHealthRecovery';

/** Long enough for the longest round of a verification, and for reading what a decision needs beside it. */
export const RECOVERY_FUNCTION_TIMEOUT = Duration.seconds(90);

/** What all recoveries of a stack share: the ledger, the switch, and, for services, the function that decides. It can change nothing. */
export class RecoveryFunction extends Construct {
  /** What all recoveries of a stack share; it is created when it is first asked for. */
  public static forStack(scope: Construct): RecoveryFunction {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(SHARED_ID) as RecoveryFunction | undefined ?? new RecoveryFunction(stack, SHARED_ID);
  }

  /** Who recovers which service, and when its tasks were restarted. */
  public readonly ledger: ITable;

  private readonly access: ClusterAccess;
  private readonly statements = new Map<string, PolicyStatement>();

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ledger = new Table(this, 'Ledger', {
      partitionKey: { name: 'service', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // By the gigabyte and month, of which there are some kilobytes: free of charge, and what security baselines ask for.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // What it remembers is worth a day.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.access = new ClusterAccess(this, () => this.role);
  }

  /** Decides for the services of the stack; recoveries of instances have one each. */
  public get function(): IFunction {
    const id = 'Recovery';
    return this.node.tryFindChild(id) as IFunction | undefined ?? bundledFunction(this, id, {
      bundle: 'recovery',
      description: 'Decides how ECS services recover, and changes nothing itself',
      timeout: RECOVERY_FUNCTION_TIMEOUT,
    });
  }

  /** The switch that the recoveries of the stack share. */
  public get killSwitch(): IStringParameter {
    const id = 'Switch';
    return this.node.tryFindChild(id) as StringParameter | undefined ?? new StringParameter(this, id, {
      stringValue: 'on',
      description: 'The value off stops all recoveries of this stack at once (cdk-ecs-layered-health)',
    });
  }

  /** Lets the function verify a service, and read what ECS says of it and its tasks. */
  public allowService(verification: ServiceVerification, service: IBaseService): void {
    const { cluster } = service;
    const below = (resource: string) => Stack.of(this).formatArn({ service: 'ecs', resource, resourceName: `${cluster.clusterName}/*` });
    this.allow('scheduler:GetSchedule', verification.schedule.scheduleArn);
    this.allow('lambda:InvokeFunction', verification.verifier.verifier.functionArn);
    this.allow('ecs:DescribeServices', below('service'));
    this.allow('ecs:DescribeTasks', below('task'));
    this.allow('ecs:GetTaskProtection', below('task'));
    if (sharedNetwork(service)) { this.access.allowInstances(this, cluster); }
  }

  /** Lets the function read a switch. */
  public allowSwitch(parameter: IStringParameter): void {
    this.allow('ssm:GetParameter', parameter.parameterArn);
  }

  /** Lets the function ask tasks through a prober. */
  public allowProber(prober: IFunction): void {
    this.allow('lambda:InvokeFunction', prober.functionArn);
  }

  private get role(): IRole {
    return this.function.role!;
  }

  /** One statement an action with a list: with one each, the policies of fifty services would exceed the 10,240 characters of a role. */
  private allow(action: string, resource: string): void {
    const id = 'LayeredHealthAccess';
    const policy = this.node.tryFindChild(id) as Policy | undefined ?? new Policy(this, id, { roles: [this.role] });
    const known = this.statements.get(action);
    if (known) { known.addResources(resource); return; }
    const statement = new PolicyStatement({ actions: [action], resources: [resource] });
    this.statements.set(action, statement);
    policy.addStatements(statement);
  }
}
