import { Annotations } from 'aws-cdk-lib';
import type { BaseService, ContainerDefinition, IService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { checkedContainer, targetGroupsOf } from './aws/checked-container';
import { explainController, otherController } from './aws/deployment-controller';
import { checkSameRegion } from './aws/same-region';
import { ownService, serviceResource } from './aws/service-resource';
import { ContainerHealth } from './container/container-health';
import { drainsFirst } from './container/stop-order';
import { checkArguments } from './contract/check-arguments';
import { checkTraffic } from './contract/contract-checks';
import { fail } from './contract/errors';
import type { HealthContract } from './contract/health-contract';
import { DeploymentGate } from './deployment/deployment-gate';
import { checkImported, checkOwn, checkReadinessUse, missedTargetGroups, vpcOf } from './layered-health-checks';
import type { LayeredHealthProps } from './layered-health-options';
import { TargetGroupHealth } from './load-balancer/target-group-health';
import { StagedRecovery } from './recovery/staged-recovery';
import { HealthAlarms } from './signals/health-alarms';
import { HealthEvents } from './signals/health-events';
import { ServiceAlarms } from './signals/service-alarms';
import { TargetGroupAlarms } from './signals/target-group-alarms';
import { DeepVerifier } from './verification/deep-verifier';
import { ServiceVerification } from './verification/service-verification';

/** Services that have a contract. */
const COVERED = new WeakSet<IService>();

/**
 * Applies one health contract to every layer of an ECS service: container check, target groups, grace period, verification and alarms.
 *
 * It only composes `ContainerHealth`, `TargetGroupHealth`, `DeepVerifier`, `ServiceVerification` and `HealthAlarms`, and on demand `TargetGroupAlarms`, `ServiceAlarms`, `HealthEvents`, `StagedRecovery` and `DeploymentGate`; each works alone.
 * Of an imported service only what needs no change is applied: verification, alarms and events.
 */
export class LayeredHealth extends Construct {
  /** Whether a service has a contract already. */
  public static isAppliedTo(service: IService): boolean {
    checkArguments('LayeredHealth.isAppliedTo', { service });
    return COVERED.has(service);
  }

  /** The contract that is applied. */
  public readonly contract: HealthContract;
  /** The verifier that looks at the service; undefined when verification is turned off. */
  public readonly verifier?: DeepVerifier;
  /** The verification of the service; undefined when it is turned off. */
  public readonly verification?: ServiceVerification;
  /** The alarms; undefined when they are turned off. */
  public readonly alarms?: HealthAlarms;
  /** The recovery of the service; undefined unless it is asked for. */
  public readonly recovery?: StagedRecovery;
  /** The events of ECS that are told; undefined unless they are asked for. */
  public readonly events?: HealthEvents;
  /** What deployments of the service have to pass; undefined unless it is asked for. */
  public readonly deploymentGate?: DeploymentGate;
  /** The target groups that the contract reaches. */
  public readonly targetGroups: ITargetGroup[];

  public constructor(scope: Construct, id: string, props: LayeredHealthProps) {
    checkArguments('LayeredHealth', { scope, id, props });
    super(scope, id);
    const { contract, service, part, verify = true, alarms = true } = props;
    this.contract = contract;
    COVERED.add(service);
    const own = ownService(service);
    if (verify) { checkSameRegion(this, 'A service is verified from its own region', service, 'apply the contract in a stack of its region'); }
    // The parts of a service say themselves which target groups are theirs.
    const passed = props.targetGroups ?? (part || contract.isWorker ? [] : undefined);
    const checked = own && { contract, service: own, container: props.container, targetGroups: passed };
    const container = checked && checkedContainer(checked, this);
    this.targetGroups = passed ?? (checked && container ? targetGroupsOf(checked, container) : []);
    checkTraffic(contract, this.targetGroups, props.frontDoor, this.node.path);
    if (own && container) { this.changeService(own, container, props); } else { this.leaveService(props); }
    this.targetGroups.forEach((targetGroup, index) => this.applyTo(targetGroup, index, own, props));
    if (verify) {
      this.verifier = props.verifier ?? DeepVerifier.forVpc(this, vpcOf(service, this));
      this.verification = this.createVerification(this.verifier, container, props);
      if (alarms) { this.alarms = this.createAlarms(this.verification, props); }
    }
    if (props.recovery) { this.recovery = this.createRecovery(container, props); }
    if (props.deploymentGate) { this.deploymentGate = this.createGate(this.verification, own, props); }
    if (props.events) { this.events = this.createEvents(props); }
  }

  private createVerification(verifier: DeepVerifier, container: ContainerDefinition | undefined, props: LayeredHealthProps): ServiceVerification {
    const { contract, service, containerName, securityGroups, frontDoor, part } = props;
    return new ServiceVerification(this, 'Verification', {
      verifier, contract, service, container, containerName, securityGroups, targetGroups: this.targetGroups, frontDoor, part,
    });
  }

  private changeService(service: BaseService, container: ContainerDefinition, props: LayeredHealthProps): void {
    const { contract, targetGroups, containerProbe: probe, containerCheckUsesReadiness: useReadiness } = props;
    checkOwn(props, this);
    explainController(service, this);
    checkReadinessUse(props, service, this.targetGroups, this);
    this.node.addValidation({ validate: () => missedTargetGroups(props, service, container, this.targetGroups, this) });
    const behind = targetGroups ?? (this.targetGroups.length > 0 ? this.targetGroups : undefined);
    const drained = drainsFirst(this, contract, service, behind);
    new ContainerHealth(this, 'Container', { contract, container, probe, service, useReadiness, drainsFirst: drained });
  }

  private leaveService(props: LayeredHealthProps): void {
    checkImported(props, this);
    Annotations.of(this).addWarningV2('cdk-ecs-layered-health:ServiceNotChanged',
      `Service '${props.service.node.path}' is imported: it is verified, but its container check, stop timeout and grace period stay as they are. Apply LayeredHealth in the app that defines it.`);
  }

  private createEvents({ service, alertTopic, alertFormat: format }: LayeredHealthProps): HealthEvents {
    return new HealthEvents(this, 'Events', {
      service,
      format,
      verification: this.verification,
      alertTopic: alertTopic ?? fail('Nobody would be told of the events', 'events without alertTopic', 'events together with alertTopic', 'pass alertTopic, or leave events out', this.node.path),
    });
  }

  private createRecovery(container: ContainerDefinition | undefined, props: LayeredHealthProps): StagedRecovery {
    const { contract, service, part, securityGroups, alertTopic, alertFormat, recovery } = props;
    const { verification, alarms } = this;
    if (!verification || !alarms || !alertTopic) {
      const missing = verification && alarms ? 'without alertTopic' : 'with verify: false or alarms: false';
      return fail('Nobody would start recovery, or be told of it', `recovery ${missing}`, 'recovery of a verified service with alarms and alertTopic', 'pass alertTopic, or leave recovery out', this.node.path);
    }
    return new StagedRecovery(this, 'Recovery', { ...recovery, verification, alarms, contract, service, container, part, securityGroups, alertTopic, alertFormat });
  }

  private createGate(verification: ServiceVerification | undefined, service: BaseService | undefined, props: LayeredHealthProps): DeploymentGate {
    const { deploymentGate: options, alertTopic, alertFormat } = props;
    if (!verification || !service) {
      return fail('Nobody can hold up the deployments', `deploymentGate ${service ? 'with verify: false' : 'of an imported service'}`, 'a verified service of this app', 'leave deploymentGate out', this.node.path);
    }
    const told = alertTopic && !options?.alertTopic ? { alertTopic, alertFormat } : {};
    return new DeploymentGate(this, 'DeploymentGate', { ...told, ...options, verification, service });
  }

  private createAlarms(verification: ServiceVerification, props: LayeredHealthProps): HealthAlarms {
    const { contract, alertTopic, alertFormat, alarmActions = [], okActions, loadBalancerAlarms, serviceAlarms } = props;
    if (!alertTopic && alarmActions.length === 0) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:NobodyIsTold', 'The incident has neither topic nor actions, so nobody is told. Pass alertTopic or alarmActions, or alarms: false.');
    }
    const incident = new HealthAlarms(this, 'Alarms', { verification, alertTopic, alertFormat, alarmActions, okActions });
    if (loadBalancerAlarms) {
      this.targetGroups.forEach((targetGroup, index) => {
        // Connections are rejected by the load balancer as a whole, so once is enough.
        const rejectedConnections = { enabled: index === 0 };
        new TargetGroupAlarms(this, `TargetGroupAlarms${index + 1}`, { contract, targetGroup, sibling: this.siblingOf(targetGroup, props), rejectedConnections }).addTo(incident);
      });
    }
    if (serviceAlarms) { new ServiceAlarms(this, 'ServiceAlarms', { verification }).addTo(incident); }
    return incident;
  }

  /** Of a pair that CodeDeploy swaps, one target group has no listener of its own in the template. */
  private siblingOf(targetGroup: ITargetGroup, { service }: LayeredHealthProps): ITargetGroup | undefined {
    const own = ownService(service);
    return own && otherController(serviceResource(own, this)) ? this.targetGroups.find((other) => other !== targetGroup) : undefined;
  }

  private applyTo(targetGroup: ITargetGroup, index: number, service: BaseService | undefined, props: LayeredHealthProps): void {
    if (targetGroup instanceof ApplicationTargetGroup || targetGroup instanceof NetworkTargetGroup) {
      const { contract, slowStart, minimumHealthyTargets, unhealthyTargetFlows } = props;
      const network = targetGroup instanceof NetworkTargetGroup;
      new TargetGroupHealth(this, `TargetGroup${index + 1}`, {
        contract, targetGroup, service, minimumHealthyTargets, ...network ? { unhealthyTargetFlows } : { slowStart },
      });
    } else {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:TargetGroupNotChanged',
        `Target group '${targetGroup.node.path}' is imported: it is verified, but its settings stay as they are. Apply TargetGroupHealth in the app that defines it.`);
    }
  }
}
