import { Duration, Lazy, type Size, Stack } from 'aws-cdk-lib';
import { Connections, type ISecurityGroup, type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { DeepVerifierProps, IDeepVerifier, NamedVerifierOptions } from './deep-verifier-options';
import { bundledFunction, networkInterfaceStatements } from './functions';
import { NamedVerifier, publishName, requireName } from './named-verifier';
import { ReadAccess } from './read-access';
import { registeredName } from './registered-name';
import type { AlertOptions } from '../aws/alert-options';
import { alertsPlan } from '../aws/alerts-plan';
import { ensureChild } from '../aws/ensure-child';
import { relativeAddress } from '../aws/relative-address';
import { checkSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { requireInteger } from '../contract/require-integer';
import { requireNumber, requireShare } from '../contract/require-number';
import { BUCKETS, type SweepRequest, type VerifierRecord, verifierParameter } from '../shared/registry';

/** Id in the stack of the verifier that all services of a VPC share; its address is added. */
const SHARED_ID = 'LayeredHealthVerifier';

/** Longest name that follows from a path. */
const NAME_LENGTH = 64;
const READ_BUDGET = 0.4;
/** A sweep may use its whole minute; then the next one is due. */
const VERIFIER_TIMEOUT = Duration.seconds(75);
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const LAMBDA_MEMORY = { min: 128, max: 10_240 };
/** Probes are over within their minute; idle connections are held for up to four. */
const PROBER_TIMEOUT = Duration.seconds(270);

/**
 * Verifies running services from outside, layer by layer, and reports which layer is at fault and whether a restart would help.
 *
 * One verifier serves all services of a VPC, and those of other stacks and apps where it has a name. Each service registers its plan; every
 * minute one schedule a shard has all of them verified together. It consists of the verifier function outside the VPC, which reads ECS
 * and the load balancers, diagnoses and reports, and of the prober function inside it, which only probes and may call no AWS API.
 */
export class DeepVerifier extends Construct implements IDeepVerifier {
  /**
   * The verifier that all services of a VPC share within a stack; the first call creates it.
   * @param scope any construct of the stack
   * @param vpc the VPC of the services
   */
  public static forVpc(scope: Construct, vpc: IVpc): DeepVerifier {
    checkArguments('DeepVerifier.forVpc', { scope, vpc });
    const stack = Stack.of(scope);
    const id = `${SHARED_ID}-${relativeAddress(stack, vpc)}`;
    return ensureChild(stack, id, () => new DeepVerifier(stack, id, { vpc }));
  }

  /**
   * A verifier that another stack of this account and region has deployed with this `name`, be it of this app or not. The stacks do not
   * refer to each other: what is needed of it is read from parameters when this stack is deployed, so deploy the verifier first.
   * @param scope any construct
   * @param id the id of the reference
   * @param name the name of the verifier
   */
  public static fromName(scope: Construct, id: string, name: string, options: NamedVerifierOptions = {}): IDeepVerifier {
    checkArguments('DeepVerifier.fromName', { scope, id, name, options });
    return new NamedVerifier(scope, id, name, options);
  }

  /** Name under which the verifier is registered. */
  public readonly verifierName: string;
  /** The function that reads, diagnoses and reports. */
  public readonly function: IFunction;
  /** The function that probes from inside the VPC; undefined without one. */
  public readonly prober?: IFunction;
  /** The prober's security group; none without a VPC. */
  public readonly connections: Connections;
  /** Above this share of failing tasks a restartable fault is SYSTEMIC. */
  public readonly systemicShare: number;
  /** How many schedules share its plans. */
  public readonly shards: number;

  private alert?: AlertOptions;

  constructor(scope: Construct, id: string, props: DeepVerifierProps = {}) {
    checkArguments('DeepVerifier', { scope, id, props });
    super(scope, id);
    const at = this.node.path;
    const { name, shards = 1, readBudget = READ_BUDGET } = props;
    this.verifierName = name === undefined ? registeredName(this, NAME_LENGTH) : requireName(name, at);
    this.systemicShare = requireShare('systemicShare', props.systemicShare ?? 0.5, at);
    this.shards = requireInteger({
      what: 'shards', value: shards, min: 1, max: BUCKETS, fix: 'pass 1, and one more for each thousand services', at,
    });
    requireNumber({ what: 'readBudget', value: readBudget, min: 0.01, max: 1, fix: `pass a share such as ${READ_BUDGET}`, at });
    const { vpc, securityGroup } = this.network(props);
    this.connections = new Connections({ securityGroups: securityGroup ? [securityGroup] : [] });
    this.prober = vpc && bundledFunction(this, 'Prober', {
      bundle: 'prober',
      description: 'Probes ECS tasks from inside the VPC and calls no AWS API',
      timeout: PROBER_TIMEOUT,
      statements: networkInterfaceStatements(),
      vpc,
      vpcSubnets: props.vpcSubnets ?? probeSubnets(vpc),
      securityGroups: [securityGroup!],
      allowPublicSubnet: true, // it needs no route out of the VPC
    });
    // Of what the verifier does not wait for, a second attempt would only hold connections twice.
    this.prober?.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
    const access = new ReadAccess(this, this.verifierName, props.clusters, name !== undefined);
    this.function = this.createVerifier(access, props.memory);
    this.schedule(readBudget);
    new StringParameter(this, 'Record', {
      parameterName: verifierParameter(this.verifierName),
      description: 'Which function verifies, and who is alerted when it cannot (cdk-ecs-layered-health)',
      stringValue: Lazy.string({ produce: () => Stack.of(this).toJsonString(this.record()) }),
    });
    if (name !== undefined) { publishName(this, name, securityGroup); }
  }

  /**
   * Writes into the verifier's record where the notifier sends the alert that the verifier is blind. `VerifierAlarm` calls it.
   * @param alert where it is sent, and how it is written; the first call counts
   */
  public sendAlertsTo(alert: AlertOptions): void {
    checkArguments('DeepVerifier.sendAlertsTo', { alert }, this.node.path);
    this.alert ??= alert;
  }

  private record(): VerifierRecord {
    return { function: this.function.functionArn, shards: this.shards, ...this.alert ? { alerts: alertsPlan(this.alert) } : {} };
  }

  /** One schedule a shard: nothing of ours decides who verifies what. */
  private schedule(readBudget: number): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Starts the verifier of cdk-ecs-layered-health',
      inlinePolicies: {
        StartVerifier: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] })],
        }),
      },
    }).withoutPolicyUpdates();
    for (let shard = 1; shard <= this.shards; shard += 1) {
      const request: SweepRequest = { sweep: this.verifierName, shard, shards: this.shards, readBudget };
      new Schedule(this, shard === 1 ? 'Schedule' : `Schedule${shard}`, {
        description: 'Verifies all registered ECS services every minute',
        schedule: ScheduleExpression.rate(Duration.minutes(1)),
        target: new LambdaInvoke(this.function, {
          input: ScheduleTargetInput.fromObject(request),
          role,
          // The defaults are 185 attempts over a day; by then the verification is worthless.
          retryAttempts: 0,
          maxEventAge: Duration.seconds(60),
        }),
      });
    }
  }

  private createVerifier(access: ReadAccess, memory: Size | undefined): IFunction {
    const mebibytes = memory?.toMebibytes();
    if (mebibytes !== undefined) {
      requireInteger({
        what: 'memory',
        value: mebibytes,
        ...LAMBDA_MEMORY,
        fix: 'pass what Lambda offers, such as Size.mebibytes(1024)',
        at: this.node.path,
      });
    }
    const verifier = bundledFunction(this, 'Verifier', {
      bundle: 'verifier',
      description: 'Verifies ECS services layer by layer and reports whether a restart would help',
      timeout: VERIFIER_TIMEOUT,
      memory: mebibytes,
      environment: this.prober && { PROBER_FUNCTION_NAME: this.prober.functionName },
      statements: this.prober
        ? [new PolicyStatement({ sid: 'Probe', actions: ['lambda:InvokeFunction'], resources: [this.prober.functionArn] })]
        : [],
      policies: { read: access.document },
    });
    // A late verification is worthless, because the next minute starts a fresh one. Lambda's default would be two more attempts.
    verifier.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
    return verifier;
  }

  private network({ vpc, vpcSubnets, securityGroup }: DeepVerifierProps): { vpc?: IVpc; securityGroup?: ISecurityGroup } {
    if (!vpc && (vpcSubnets || securityGroup)) {
      fail({
        what: 'The prober has no VPC',
        got: `${vpcSubnets ? 'vpcSubnets' : 'securityGroup'} without vpc`,
        allowed: 'vpc together with them, or none of the three',
        fix: 'pass the VPC of the services',
        at: this.node.path,
      });
    }
    if (vpc) { checkSameRegion(this, 'The prober runs in the region of its VPC', vpc, 'create the verifier in a stack of that region'); }
    return {
      vpc,
      // Everything outbound: dependencies may be anywhere, and the services' own groups decide what reaches them.
      securityGroup: securityGroup ?? (vpc && new SecurityGroup(this, 'ProberSecurityGroup', {
        vpc, description: 'Prober of cdk-ecs-layered-health', allowAllOutbound: true,
      })),
    };
  }
}

function probeSubnets(vpc: IVpc): SubnetSelection {
  const subnets = [vpc.privateSubnets, vpc.isolatedSubnets, vpc.publicSubnets].find((group) => group.length > 0);
  return subnets ? { subnets } : {};
}
