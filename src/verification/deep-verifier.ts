import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Connections, IConnectable, ISecurityGroup, IVpc, SecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ClusterAccess } from './cluster-access';
import { bundledFunction, networkInterfaceStatements } from './functions';
import { relativeAddress } from '../aws/relative-address';
import { checkSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** How the verifier runs. */
export interface DeepVerifierProps {
  /**
   * The VPC of the services. The prober runs inside it and needs neither NAT nor endpoints there.
   * @default - no prober: the verifier probes itself, from outside any VPC
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of the prober; isolated ones will do.
   * @default - the private subnets of the VPC, else the isolated ones, else the public ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security group of the prober.
   * @default - a new one that lets everything out, as dependencies may lie anywhere; what gets in is decided by the services' own groups
   */
  readonly securityGroup?: ISecurityGroup;

  /**
   * Above this share of failing tasks (0–1) a fault that a restart would fix in one task is SYSTEMIC: restarts will not help.
   * @default 0.5
   */
  readonly systemicShare?: number;
}

/** Where the verifier that all services of a VPC share is found in the tree. */
const SHARED_ID = 'LayeredHealthVerifier';

/** A run may use its whole minute for rounds; after that the next one is due. */
const VERIFIER_TIMEOUT = Duration.seconds(75);
const PROBER_TIMEOUT = Duration.seconds(60);

/**
 * Verifies running services from outside, layer by layer, and says which layer is at fault and whether a restart would help.
 *
 * One verifier serves all services of a VPC. It consists of the verifier function outside the VPC, which reads ECS
 * and the load balancers, diagnoses and reports, and of the prober function inside it, which only probes and may call no AWS API.
 */
export class DeepVerifier extends Construct implements IConnectable {
  /**
   * The verifier that all services of a VPC share within a stack; it is created when it is first asked for.
   * @param scope any construct of the stack
   * @param vpc the VPC of the services
   */
  public static forVpc(scope: Construct, vpc: IVpc): DeepVerifier {
    checkArguments('DeepVerifier.forVpc', { scope, vpc });
    const stack = Stack.of(scope);
    const id = `${SHARED_ID}-${relativeAddress(stack, vpc)}`;
    return stack.node.tryFindChild(id) as DeepVerifier | undefined ?? new DeepVerifier(stack, id, { vpc });
  }

  /** The function that reads, diagnoses and reports. */
  public readonly verifier: IFunction;
  /** The function that probes from inside the VPC; undefined without one. */
  public readonly prober?: IFunction;
  /** The role with which schedules start the verifier. */
  public readonly scheduleRole: IRole;
  /** The prober's side of the network; empty without a VPC. */
  public readonly connections: Connections;
  /** Above this share of failing tasks a restartable fault is SYSTEMIC. */
  public readonly systemicShare: number;

  private readonly access = new ClusterAccess(this, () => this.verifier.role!);

  public constructor(scope: Construct, id: string, props: DeepVerifierProps = {}) {
    checkArguments('DeepVerifier', { scope, id, props });
    super(scope, id);
    this.systemicShare = this.checkShare(props.systemicShare ?? 0.5);
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
      allowPublicSubnet: true, // it needs no way out of the VPC
    });
    this.verifier = this.createVerifier();
    const scheduleRole = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'Starts the verifier of cdk-ecs-layered-health',
      inlinePolicies: {
        StartVerifier: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.verifier.functionArn] })],
        }),
      },
    });
    // Each schedule would add the same statement again, in a policy resource of its own.
    this.scheduleRole = scheduleRole.withoutPolicyUpdates();
  }

  /**
   * Lets the verifier read the services and tasks of a cluster.
   * @param scope a construct of the stack whose service is verified
   * @param cluster the cluster of that service
   */
  public allowCluster(scope: Construct, cluster: ICluster): void {
    checkArguments('DeepVerifier.allowCluster', { scope, cluster }, this.node.path);
    this.access.allowCluster(scope, cluster);
  }

  /**
   * Lets the verifier find the instances of a cluster, for tasks that share their instance's address.
   * @param scope a construct of the stack whose service is verified
   * @param cluster the cluster of that service
   */
  public allowInstances(scope: Construct, cluster: ICluster): void {
    checkArguments('DeepVerifier.allowInstances', { scope, cluster }, this.node.path);
    this.access.allowInstances(scope, cluster);
  }

  private createVerifier(): IFunction {
    const verifier = bundledFunction(this, 'Verifier', {
      bundle: 'verifier',
      description: 'Verifies ECS services layer by layer and says whether a restart would help',
      timeout: VERIFIER_TIMEOUT,
      environment: this.prober && { PROBER_FUNCTION_NAME: this.prober.functionName },
      statements: [
        // AWS offers no resource for this action.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
        new PolicyStatement({ sid: 'TargetHealth', actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'] }),
        ...this.prober ? [new PolicyStatement({ sid: 'Probe', actions: ['lambda:InvokeFunction'], resources: [this.prober.functionArn] })] : [],
      ],
    });
    // A late check is worthless: the next schedule brings a fresh one. Lambda's default would be two more attempts.
    verifier.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
    return verifier;
  }

  private network({ vpc, vpcSubnets, securityGroup }: DeepVerifierProps): { vpc?: IVpc; securityGroup?: ISecurityGroup } {
    if (!vpc && (vpcSubnets || securityGroup)) {
      fail('The prober has no VPC', `${vpcSubnets ? 'vpcSubnets' : 'securityGroup'} without vpc`, 'vpc together with them, or none of the three', 'pass the VPC of the services', this.node.path);
    }
    if (vpc) { checkSameRegion(this, 'The prober runs in the region of its VPC', vpc, 'create the verifier in a stack of that region'); }
    return {
      vpc,
      securityGroup: securityGroup ?? (vpc && new SecurityGroup(this, 'ProberSecurityGroup', {
        vpc, description: 'Prober of cdk-ecs-layered-health', allowAllOutbound: true,
      })),
    };
  }

  private checkShare(share: number): number {
    if (!Token.isUnresolved(share) && !(share > 0 && share <= 1)) {
      fail('systemicShare is not a share', String(share), 'above 0, at most 1', 'pass 0.5 for half of the tasks', this.node.path);
    }
    return share;
  }
}

function probeSubnets(vpc: IVpc): SubnetSelection {
  const subnets = [vpc.privateSubnets, vpc.isolatedSubnets, vpc.publicSubnets].find((group) => group.length > 0);
  return subnets ? { subnets } : {};
}
