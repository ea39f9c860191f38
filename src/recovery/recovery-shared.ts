import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ensureChild } from '../aws/ensure-child';
import { sharedNetwork } from '../aws/port-mappings';
import { bundledFunction } from '../verification/functions';
import { registryArn } from '../verification/registry-arn';
import type { ServiceVerification } from '../verification/service-verification';

/** Id in the stack of what all its recoveries share. */
const SHARED_ID = 'LayeredHealthRecovery';

/** Long enough for the longest round of a verification, and for reading the facts of a decision. */
export const RECOVERY_FUNCTION_TIMEOUT = Duration.seconds(90);

/**
 * What all recoveries of a stack share: the ledger, the kill switch, and, for services, the function that decides. It can change nothing.
 */
export class RecoveryShared extends Construct {
  /** The resources that all recoveries of a stack share; the first call creates the ledger. */
  public static forStack(scope: Construct): RecoveryShared {
    const stack = Stack.of(scope);
    return ensureChild(stack, SHARED_ID, () => new RecoveryShared(stack, SHARED_ID));
  }

  /** Which execution recovers what, and when tasks were restarted or instances drained. */
  public readonly ledger: ITable;

  private readonly statements = new Map<string, PolicyStatement>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ledger = new Table(this, 'Ledger', {
      partitionKey: { name: 'service', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Priced by the gigabyte, of which there are some kilobytes; security baselines require it.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Its entries count for one day.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** The function that decides for all services of the stack, created by the first call; recoveries of instances have one each. */
  public ensureDecider(): IFunction {
    const id = 'Recovery';
    return ensureChild<IFunction>(this, id, () => bundledFunction(this, id, {
      bundle: 'recovery',
      description: 'Decides how ECS services recover, and changes nothing itself',
      timeout: RECOVERY_FUNCTION_TIMEOUT,
    }));
  }

  /** The kill switch that the recoveries of the stack share, created by the first call. */
  public ensureKillSwitch(): IStringParameter {
    const id = 'KillSwitch';
    return ensureChild<IStringParameter>(this, id, () => new StringParameter(this, id, {
      stringValue: 'on',
      description: 'The value off stops all recoveries of this stack at once (cdk-ecs-layered-health)',
    }));
  }

  /** Allows the function to verify a service, and to read what ECS reports of it and its tasks. */
  public allowService(verification: ServiceVerification, service: IBaseService): void {
    const { cluster } = service;
    const below = (resource: string) => Stack.of(this).formatArn({ service: 'ecs', resource, resourceName: `${cluster.clusterName}/*` });
    this.allow('ssm:GetParameters', registryArn(Stack.of(this), verification.verifier.verifierName));
    this.allow('lambda:InvokeFunction', verification.verifier.function.functionArn);
    this.allow('ecs:DescribeServices', below('service'));
    this.allow('ecs:DescribeTasks', below('task'));
    this.allow('ecs:GetTaskProtection', below('task'));
    if (sharedNetwork(service)) {
      this.allow('ecs:DescribeContainerInstances', below('container-instance'));
      // AWS offers no resource for this action.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
      this.allow('ec2:DescribeInstances', '*');
    }
  }

  /** Allows the function to read a kill switch. */
  public allowKillSwitch(parameter: IStringParameter): void {
    this.allow('ssm:GetParameter', parameter.parameterArn);
  }

  /** Allows the function to send requests to tasks through a prober. */
  public allowProber(prober: IFunction): void {
    this.allow('lambda:InvokeFunction', prober.functionArn);
  }

  /**
   * One statement with a list for each action: with one each, the policies of fifty services would exceed the 10,240 characters of a
   * role.
   */
  private allow(action: string, resource: string): void {
    const id = 'LayeredHealthAccess';
    const policy = ensureChild(this, id, () => new Policy(this, id, { roles: [this.ensureDecider().role!] }));
    const known = this.statements.get(action);
    if (known) { known.addResources(resource); return; }
    const statement = new PolicyStatement({ actions: [action], resources: [resource] });
    this.statements.set(action, statement);
    policy.addStatements(statement);
  }
}
