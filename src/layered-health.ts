import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { serviceResource } from './aws/service-resource';
import { ContainerHealth } from './container/container-health';
import type { IContainerProbe } from './contract/container-probe';
import { fail } from './contract/errors';
import type { HealthContract } from './contract/health-contract';
import type { FrontDoor } from './contract/health-dependency';
import { TargetGroupHealth } from './load-balancer/target-group-health';
import type { MinimumHealthyTargets, UnhealthyTargetFlows } from './load-balancer/target-group-options';
import { HealthAlarms } from './signals/health-alarms';
import { DeepVerifier } from './verification/deep-verifier';
import { ServiceVerification } from './verification/service-verification';

/** What `LayeredHealth` applies to which service. */
export interface LayeredHealthProps {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The service: Fargate or EC2, your own or one of `aws-ecs-patterns`. */
  readonly service: BaseService;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * The tool inside the image that asks the liveness endpoint, e.g. `ContainerProbe.curl()`.
   * @default - the container's check is left as it is; only its stop timeout is set
   */
  readonly containerProbe?: IContainerProbe;

  /**
   * Let the container check ask readiness. Only for a service of one task without load balancer.
   * @default false
   */
  readonly containerCheckUsesReadiness?: boolean;

  /**
   * The target groups that the service's tasks are registered with. Imported ones are verified, but cannot be changed.
   * Required for a service behind a load balancer; an empty list leaves its target groups alone.
   * @default - none
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Time over which a new target's share of requests grows: 30–900 seconds; of the ALBs among the load balancers.
   * @default - a new target gets its full share at once
   */
  readonly slowStart?: Duration;

  /**
   * How many healthy targets a zone needs before its load balancer leaves DNS, or fails open.
   * @default - as on AWS: one for routing, DNS failover off
   */
  readonly minimumHealthyTargets?: MinimumHealthyTargets;

  /**
   * What the NLBs among the load balancers do with the flows of a target that becomes unhealthy.
   * @default - as on AWS: they are reset
   */
  readonly unhealthyTargetFlows?: UnhealthyTargetFlows;

  /**
   * Where clients come in, e.g. `FrontDoor.internetFacing(web.loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/'))`.
   * @default - it is not probed, and EDGE is never reported
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Topic that is told when an alarm begins and when it ends.
   * @default - nobody is told
   */
  readonly alertTopic?: ITopic;

  /**
   * The verifier.
   * @default - the one that all services of the VPC share within the stack
   */
  readonly verifier?: DeepVerifier;

  /**
   * Verify the running service from outside, every minute.
   * @default true
   */
  readonly verify?: boolean;

  /**
   * Create alarms on what the verifier reports.
   * @default true
   */
  readonly alarms?: boolean;
}

/**
 * Applies one health contract to every layer of an ECS service: container check, target groups, grace period, verification and alarms.
 *
 * It only composes `ContainerHealth`, `TargetGroupHealth`, `DeepVerifier`, `ServiceVerification` and `HealthAlarms`; each works alone.
 */
export class LayeredHealth extends Construct {
  /** The contract that is applied. */
  public readonly contract: HealthContract;
  /** The verifier that looks at the service; undefined when verification is turned off. */
  public readonly verifier?: DeepVerifier;
  /** The verification of the service; undefined when it is turned off. */
  public readonly verification?: ServiceVerification;
  /** The alarms; undefined when they are turned off. */
  public readonly alarms?: HealthAlarms;

  public constructor(scope: Construct, id: string, props: LayeredHealthProps) {
    super(scope, id);
    const { contract, service, targetGroups = [], verify = true, alarms = true } = props;
    this.contract = contract;
    if (!service.taskDefinition) {
      fail('An imported service cannot be changed', service.node.path, 'a FargateService or an Ec2Service of this app', 'apply the contract in the app that defines the service', this.node.path);
    }
    const container = this.container(props);
    this.checkReadinessUse(props);
    this.node.addValidation({ validate: () => this.missingTargetGroups(props) });

    new ContainerHealth(this, 'Container', { contract, container, probe: props.containerProbe, useReadiness: props.containerCheckUsesReadiness });
    targetGroups.forEach((targetGroup, index) => this.applyTo(targetGroup, index, props));
    if (!verify) { return; }
    this.verifier = props.verifier ?? DeepVerifier.forVpc(this, service.cluster.vpc);
    this.verification = new ServiceVerification(this, 'Verification', {
      verifier: this.verifier,
      contract,
      service,
      container,
      targetGroups,
      frontDoor: props.frontDoor,
    });
    if (!alarms) { return; }
    if (!props.alertTopic) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:NobodyIsTold', 'The alarms have no topic, so nobody is told. Pass alertTopic, or alarms: false.');
    }
    this.alarms = new HealthAlarms(this, 'Alarms', { verification: this.verification, alertTopic: props.alertTopic });
  }

  private container({ container, service }: LayeredHealthProps): ContainerDefinition {
    return container ?? service.taskDefinition.defaultContainer
      ?? fail('The service has no container to check', service.taskDefinition.node.path, 'a task definition with an essential container', 'add the container first, or pass container', this.node.path);
  }

  private applyTo(targetGroup: ITargetGroup, index: number, props: LayeredHealthProps): void {
    if (targetGroup instanceof ApplicationTargetGroup || targetGroup instanceof NetworkTargetGroup) {
      const { contract, service, slowStart, minimumHealthyTargets, unhealthyTargetFlows } = props;
      const network = targetGroup instanceof NetworkTargetGroup;
      new TargetGroupHealth(this, `TargetGroup${index + 1}`, {
        contract, targetGroup, service, minimumHealthyTargets, ...network ? { unhealthyTargetFlows } : { slowStart },
      });
    } else {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:TargetGroupNotChanged',
        `Target group '${targetGroup.node.path}' is imported: it is verified, but its settings stay as they are. Apply TargetGroupHealth in the app that defines it.`);
    }
  }

  private checkReadinessUse({ containerCheckUsesReadiness, targetGroups = [], service }: LayeredHealthProps): void {
    if (!containerCheckUsesReadiness) { return; }
    if (targetGroups.length > 0) {
      fail('The container check would kill tasks that drain', 'containerCheckUsesReadiness behind a load balancer', 'readiness only for a single task without one', 'leave containerCheckUsesReadiness out', this.node.path);
    }
    const desired = serviceResource(service, this).desiredCount;
    if (typeof desired === 'number' && desired > 1) {
      fail('The container check would kill every task whose dependency is down', `containerCheckUsesReadiness with ${desired} tasks`, 'readiness only for a single task', 'leave containerCheckUsesReadiness out', this.node.path);
    }
  }

  /** At synthesis, because services are often attached to their load balancer after this construct was created. */
  private missingTargetGroups({ service, targetGroups, containerCheckUsesReadiness }: LayeredHealthProps): string[] {
    const attached = loadBalancersOf(service, this);
    if (attached === 0) { return []; }
    if (containerCheckUsesReadiness) {
      return ['The container check would kill tasks that drain: got containerCheckUsesReadiness behind a load balancer, allowed: readiness only for a single task without one. Leave containerCheckUsesReadiness out.'];
    }
    if (targetGroups) { return []; }
    return [`The service is behind a load balancer whose target groups the contract does not reach: got no targetGroups, allowed: the ${attached} it is registered with. Pass targetGroups, or an empty list to leave them alone.`];
  }
}

/** Only at synthesis: the CDK renders this list once, and what is attached after that would be lost. */
function loadBalancersOf(service: BaseService, asker: Construct): number {
  const attached = Stack.of(service).resolve(serviceResource(service, asker).loadBalancers);
  return Array.isArray(attached) ? attached.length : 0;
}
