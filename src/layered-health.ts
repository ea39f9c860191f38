import { Annotations } from 'aws-cdk-lib';
import type { BaseService, ContainerDefinition, IService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, type ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
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
import type { DeploymentGateOptions } from './deployment/deployment-gate-options';
import { missedTargetGroups, validateImported, validateOwn, validateReadinessUse, vpcOf } from './layered-health-arguments';
import type { LayeredHealthProps } from './layered-health-options';
import { TargetGroupHealth } from './load-balancer/target-group-health';
import type { RecoveryOptions } from './recovery/recovery-options';
import { StagedRecovery } from './recovery/staged-recovery';
import { HealthAlarms } from './signals/health-alarms';
import { HealthEvents } from './signals/health-events';
import type { HealthEventsOptions } from './signals/health-events-options';
import { ServiceAlarms } from './signals/service-alarms';
import { TargetGroupAlarms } from './signals/target-group-alarms';
import { DeepVerifier } from './verification/deep-verifier';
import type { IDeepVerifier } from './verification/deep-verifier-options';
import { ServiceVerification } from './verification/service-verification';

/** Services that have a contract. */
const COVERED = new WeakSet<IService>();

/**
 * Applies one health contract to every layer of an ECS service: container check, target groups, grace period, verification and alarms.
 *
 * It only composes `ContainerHealth`, `TargetGroupHealth`, `DeepVerifier`, `ServiceVerification` and `HealthAlarms`, and where the options
 * say so `TargetGroupAlarms`, `ServiceAlarms`, `HealthEvents`, `StagedRecovery` and `DeploymentGate`; each of them works alone. An imported
 * service is not changed: it gets verification, alarms, events and recovery.
 */
export class LayeredHealth extends Construct {
  /** Whether a service has a contract already. */
  public static isAppliedTo(service: IService): boolean {
    checkArguments('LayeredHealth.isAppliedTo', { service });
    return COVERED.has(service);
  }

  /** The contract that is applied. */
  public readonly contract: HealthContract;
  /** The verifier of the service; undefined when verification is turned off. */
  public readonly verifier?: IDeepVerifier;
  /** The verification of the service; undefined when it is turned off. */
  public readonly verification?: ServiceVerification;
  /** The alarms; undefined when they are turned off. */
  public readonly alarms?: HealthAlarms;
  /** The recovery of the service; undefined without `recovery`. */
  public readonly recovery?: StagedRecovery;
  /** The ECS events that are sent to people; undefined without `events`. */
  public readonly events?: HealthEvents;
  /** The gate that deployments of the service have to pass; undefined without `deploymentGate`. */
  public readonly deploymentGate?: DeploymentGate;
  /** The target groups that the contract is applied to. */
  public readonly targetGroups: ITargetGroup[];

  private readonly props: LayeredHealthProps;
  /** The service where this app defines it. */
  private readonly own?: BaseService;
  /** The container that answers the checks, of a service of this app. */
  private readonly container?: ContainerDefinition;

  constructor(scope: Construct, id: string, props: LayeredHealthProps) {
    checkArguments('LayeredHealth', { scope, id, props });
    super(scope, id);
    const { contract, service, contractName, verify = true, alarms = true } = props;
    this.props = props;
    this.contract = contract;
    this.own = ownService(service);
    COVERED.add(service);
    if (verify) {
      checkSameRegion(this, 'A service is verified from its own region', service, 'apply the contract in a stack of its region');
    }
    // With several contracts, only their author knows which target group belongs to which.
    const passed = props.targetGroups ?? (contractName || contract.isWorker ? [] : undefined);
    const checked = this.own && { contract, service: this.own, container: props.container, targetGroups: passed };
    this.container = checked && checkedContainer(checked, this);
    this.targetGroups = passed ?? (checked && this.container ? targetGroupsOf(checked, this.container) : []);
    checkTraffic(contract, this.targetGroups, props.frontDoor, this.node.path);
    if (this.own && this.container) {
      this.changeService(this.own, this.container);
    } else {
      this.leaveService();
    }
    this.targetGroups.forEach((targetGroup, index) => this.applyTo(targetGroup, index));
    if (verify) {
      this.verifier = props.verifier ?? DeepVerifier.forVpc(this, vpcOf(service, this));
      this.verification = this.createVerification(this.verifier);
      this.alarms = alarms ? this.createAlarms(this.verification) : undefined;
    }
    this.recovery = props.recovery && this.createRecovery(props.recovery);
    this.deploymentGate = props.deploymentGate && this.createGate(props.deploymentGate);
    this.events = props.events && this.createEvents(props.events);
  }

  private changeService(service: BaseService, container: ContainerDefinition): void {
    const { contract, targetGroups, containerProbe, containerCheckUsesReadiness } = this.props;
    validateOwn(this.props, this);
    explainController(service, this);
    validateReadinessUse(this.props, service, this.targetGroups, this);
    this.node.addValidation({ validate: () => missedTargetGroups(this.props, service, container, this.targetGroups, this) });
    const known = targetGroups ?? (this.targetGroups.length > 0 ? this.targetGroups : undefined);
    new ContainerHealth(this, 'Container', {
      contract, container, containerProbe, service, containerCheckUsesReadiness, drainsFirst: drainsFirst(this, contract, service, known),
    });
  }

  private leaveService(): void {
    validateImported(this.props, this);
    Annotations.of(this).addWarningV2(
      'cdk-ecs-layered-health:ServiceNotChanged',
      `Service '${this.props.service.node.path}' is imported: it is verified, but its container check, stop timeout and `
        + 'grace period stay as they are. Apply LayeredHealth in the app that defines it.',
    );
  }

  private applyTo(targetGroup: ITargetGroup, index: number): void {
    if (targetGroup instanceof ApplicationTargetGroup || targetGroup instanceof NetworkTargetGroup) {
      const { contract, slowStart, minimumHealthyTargets, unhealthyTargetFlows } = this.props;
      new TargetGroupHealth(this, `TargetGroup${index + 1}`, {
        contract,
        targetGroup,
        service: this.own,
        minimumHealthyTargets,
        ...targetGroup instanceof NetworkTargetGroup ? { unhealthyTargetFlows } : { slowStart },
      });
    } else {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:TargetGroupNotChanged',
        `Target group '${targetGroup.node.path}' is imported: it is verified, but its settings stay as they are. Apply `
          + 'TargetGroupHealth in the app that defines it.',
      );
    }
  }

  private createVerification(verifier: IDeepVerifier): ServiceVerification {
    const { contract, service, containerName, securityGroups, frontDoor, contractName } = this.props;
    return new ServiceVerification(this, 'Verification', {
      verifier,
      contract,
      service,
      container: this.container,
      containerName,
      securityGroups,
      targetGroups: this.targetGroups,
      frontDoor,
      contractName,
    });
  }

  private createAlarms(verification: ServiceVerification): HealthAlarms {
    const { contract, alert, alarmActions = [], okActions, loadBalancerAlarms, serviceAlarms } = this.props;
    if (!alert && alarmActions.length === 0) {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:NobodyIsAlerted',
        'The incident has neither alert nor alarmActions, so nobody is alerted. Pass one of them, or alarms: false.',
      );
    }
    const incident = new HealthAlarms(this, 'Alarms', { verification, alert, alarmActions, okActions });
    if (loadBalancerAlarms) {
      this.targetGroups.forEach((targetGroup, index) => {
        new TargetGroupAlarms(this, `TargetGroupAlarms${index + 1}`, {
          contract,
          targetGroup,
          sibling: this.siblingOf(targetGroup),
          // The load balancer as a whole rejects connections, so one alarm is enough.
          rejectedConnections: { enabled: index === 0 },
        }).addTo(incident);
      });
    }
    if (serviceAlarms) { new ServiceAlarms(this, 'ServiceAlarms', { verification }).addTo(incident); }
    return incident;
  }

  /** Of a pair that CodeDeploy swaps, one target group has no listener of its own in the template. */
  private siblingOf(targetGroup: ITargetGroup): ITargetGroup | undefined {
    const swaps = this.own && otherController(serviceResource(this.own, this));
    return swaps ? this.targetGroups.find((other) => other !== targetGroup) : undefined;
  }

  private createRecovery(recovery: RecoveryOptions): StagedRecovery {
    const { contract, service, contractName, securityGroups, alert } = this.props;
    const { verification, alarms, container } = this;
    if (!verification || !alarms || !alert) {
      return fail({
        what: 'Nothing would start recovery, or nobody would be alerted about it',
        got: `recovery ${verification && alarms ? 'without alert' : 'with verify: false or alarms: false'}`,
        allowed: 'recovery of a verified service with alarms and alert',
        fix: 'pass alert, or leave recovery out',
        at: this.node.path,
      });
    }
    return new StagedRecovery(this, 'Recovery', {
      ...recovery, verification, alarms, contract, service, container, contractName, securityGroups, alert,
    });
  }

  private createGate(gate: DeploymentGateOptions): DeploymentGate {
    const { verification, own: service } = this;
    if (!verification || !service) {
      return fail({
        what: 'The deployments cannot be verified',
        got: `deploymentGate ${service ? 'with verify: false' : 'of an imported service'}`,
        allowed: 'a verified service of this app',
        fix: 'leave deploymentGate out',
        at: this.node.path,
      });
    }
    return new DeploymentGate(this, 'DeploymentGate', { alert: this.props.alert, ...gate, verification, service });
  }

  private createEvents(events: HealthEventsOptions): HealthEvents {
    const { service, alert } = this.props;
    const { verification } = this;
    if (!alert) {
      return fail({
        what: 'Nobody would be alerted about the events',
        got: 'events without alert',
        allowed: 'events together with alert',
        fix: 'pass alert, or leave events out',
        at: this.node.path,
      });
    }
    return new HealthEvents(this, 'Events', { ...events, service, alert, verification });
  }
}
