import { Duration, Names, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import { type ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type DeploymentGateProps, DeploymentStrategy, WhenUnverified } from './deployment-gate-options';
import { GateFunction } from './gate-function';
import { addCircuitBreaker, addDeploymentAlarm, addHook, callsHooks, declaredStrategy } from './service-overrides';
import { alertsPlan } from '../aws/alerts-plan';
import { createAlarm } from '../aws/create-alarm';
import { otherController } from '../aws/deployment-controller';
import { renderedProperties } from '../aws/rendered-properties';
import { serviceResource } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { DEPLOYMENT } from '../contract/limits';
import { requireDuration } from '../contract/require-duration';
import { requireInteger } from '../contract/require-integer';
import type { GateTerms } from '../shared/gate-terms';
import { addKnownHook } from '../verification/deployment-time';

const DEFAULTS = { consecutiveVerifications: 3, interval: Duration.seconds(15) };

/** Verifications that may be lost to a task that is replaced, or that fails in between. */
const SPARE_VERIFICATIONS = 2;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM_NAME_LENGTH = 255;

/**
 * Verifies the new tasks of a deployment before traffic is shifted to them.
 *
 * With blue/green, linear and canary deployments, a lifecycle hook verifies the new tasks: directly once all of them run (POST_SCALE_UP),
 * and through the test listener once it forwards to them (POST_TEST_TRAFFIC_SHIFT). A stage is passed when every new task was found healthy
 * several times in a row and its target groups agree. It is refused when a task is found at fault as often, and at the latest when the
 * contract's startup and the time for the verifications are over. Then ECS rolls back, and an alert says why. A rollback is never delayed.
 *
 * With rolling deployments, ECS calls no hooks: the circuit breaker and a deployment alarm on what the verifier reports roll back instead.
 *
 * It adds to the service's deployments and configures no strategy. The gate itself reads and changes nothing in AWS.
 *
 * @throws when ECS does not control the service's deployments, or when numbers are out of range
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export class DeploymentGate extends Construct {
  /** How ECS deploys the service, as far as it is known at synthesis. */
  public readonly strategy: DeploymentStrategy;
  /** The function that ECS calls, shared by the stack; undefined with rolling deployments. */
  public readonly gate?: IFunction;
  /** In alarm while tasks fail at any layer; ECS watches it while it deploys. It notifies nobody. Undefined when it is turned off. */
  public readonly alarm?: Alarm;

  constructor(scope: Construct, id: string, props: DeploymentGateProps) {
    checkArguments('DeploymentGate', { scope, id, props });
    super(scope, id);
    const { service, verification, testListener, deploymentAlarm = true } = props;
    const resource = serviceResource(service, this);
    this.validateProps(resource, props);
    this.strategy = props.strategy ?? this.declared(resource);
    if (callsHooks(this.strategy)) {
      this.gate = this.addHookTo(resource, props);
    } else if (testListener) {
      fail({
        what: 'ECS calls no hooks with rolling deployments',
        got: 'testListener with strategy ROLLING',
        allowed: 'BLUE_GREEN, LINEAR or CANARY',
        fix: 'leave it out, or pass the strategy',
        at: this.node.path,
      });
    } else {
      addCircuitBreaker(resource);
    }
    if (deploymentAlarm) {
      // Named, because the service refers to the alarm, and the alarm's metric to the service: together they would be a circle.
      const alarmName = Names.uniqueResourceName(this, { maxLength: ALARM_NAME_LENGTH, separator: '-', allowedSpecialCharacters: '-' });
      this.alarm = createAlarm(this, 'TasksFailing', {
        alarmName,
        alarmDescription: 'Tasks of the service fail. ECS rolls back when this happens while it deploys. Notifies nobody.',
        metric: verification.tasksFailing,
        threshold: 0,
        datapointsToAlarm: 2,
        evaluationPeriods: 3,
      });
      addDeploymentAlarm(service, resource, alarmName);
    }
    this.node.addValidation({ validate: () => this.problems(resource) });
  }

  private addHookTo(resource: CfnService, props: DeploymentGateProps): IFunction {
    const { verification, alert, testListener } = props;
    const shared = GateFunction.forStack(this);
    shared.allowVerifier(verification.verifier);
    if (alert) { shared.allowTopic(this, alert.topic); }
    const stages = ['POST_SCALE_UP', ...testListener ? ['POST_TEST_TRAFFIC_SHIFT'] : []];
    const terms = this.terms(props);
    addKnownHook(resource, { target: shared.function.functionArn, seconds: stages.length * terms.patienceSeconds });
    addHook(resource, {
      HookTargetArn: shared.function.functionArn,
      RoleArn: shared.hookRole.roleArn,
      LifecycleStages: stages,
      HookDetails: Stack.of(this).toJsonString({ terms }),
    });
    return shared.function;
  }

  private terms(props: DeploymentGateProps): GateTerms {
    const { verification, testListener, whenUnverified, alert } = props;
    const { consecutiveVerifications = DEFAULTS.consecutiveVerifications, interval = DEFAULTS.interval } = props;
    const { contract, targetGroups } = verification._verified;
    const seconds = interval.toSeconds();
    const round = seconds + contract.budget.verification.roundDeadline.toSeconds();
    const patience = readySeconds(contract, targetGroups) + (consecutiveVerifications + SPARE_VERIFICATIONS) * round;
    if (patience > DEPLOYMENT.hookTimeout * 60) {
      fail({
        what: 'The gate needs longer than ECS waits for a lifecycle hook',
        got: `${patience} s (startup, first check and verifications)`,
        allowed: `at most ${DEPLOYMENT.hookTimeout * 60} s`,
        fix: 'shorten startup, or leave the gate out',
        at: this.node.path,
      });
    }
    return {
      plan: verification._planFor(testListener),
      verifier: verification.verifier.function.functionArn,
      consecutiveVerifications,
      intervalSeconds: seconds,
      patienceSeconds: patience,
      unverified: whenUnverified ?? WhenUnverified.ROLL_BACK,
      ...alert ? { alerts: alertsPlan(alert) } : {},
    };
  }

  private validateProps(resource: CfnService, props: DeploymentGateProps): void {
    const { service, verification } = props;
    const { consecutiveVerifications = DEFAULTS.consecutiveVerifications, interval = DEFAULTS.interval } = props;
    const at = this.node.path;
    if (verification._verified.service !== service) {
      fail({
        what: 'The gate verifies another service',
        got: verification.node.path,
        allowed: `the verification of ${service.node.path}`,
        fix: 'pass the verification of the same service',
        at: this.node.path,
      });
    }
    const type = otherController(resource);
    if (type) {
      fail({
        what: 'ECS does not control the deployments of this service',
        got: type,
        allowed: 'the deployment controller ECS',
        fix: 'let ECS deploy, or leave the gate out',
        at: this.node.path,
      });
    }
    requireInteger({
      what: 'consecutiveVerifications',
      value: consecutiveVerifications,
      min: 1,
      max: 10,
      fix: 'pass 3, or more for a service whose health varies while it starts',
      at,
    });
    const [min, max] = [Duration.seconds(5), Duration.minutes(5)];
    requireDuration({ what: 'interval', value: interval, min, max, wholeSeconds: true, fix: 'pass Duration.seconds(15)', at });
  }

  private declared(resource: CfnService): DeploymentStrategy {
    const declared = declaredStrategy(resource);
    return Object.values(DeploymentStrategy).find((each) => each === declared) ?? DeploymentStrategy.ROLLING;
  }

  /** At synthesis, because the service may be configured after the gate was added. */
  private problems(resource: CfnService): string[] {
    const { Strategy = DeploymentStrategy.ROLLING, LifecycleHooks = [] } = renderedProperties(resource).DeploymentConfiguration ?? {};
    if (typeof Strategy === 'string' && Strategy !== this.strategy) {
      return [failureText({
        what: `The gate does not fit the deployments of '${resource.node.path}'`,
        got: `strategy ${this.strategy}`,
        allowed: `${Strategy}, the strategy of the service`,
        fix: `pass strategy: DeploymentStrategy.${Strategy} to the gate, or configure the service for ${this.strategy}`,
      })];
    }
    const gate = this.gate && Stack.of(this).resolve(this.gate.functionArn);
    const isThere = !gate || (LifecycleHooks as any[]).some(({ HookTargetArn }) => JSON.stringify(HookTargetArn) === JSON.stringify(gate));
    return isThere ? [] : [failureText({
      what: 'ECS does not call the gate',
      got: `lifecycle hooks of '${resource.node.path}' without it`,
      allowed: 'lifecycle hooks with it',
      fix: 'create the gate after the hooks are overridden',
    })];
  }
}

/** The longest that a new task may take, from its start, until ECS and its target groups can find it healthy. */
function readySeconds({ startup, isWorker, budget }: HealthContract, targetGroups: ITargetGroup[]): number {
  if (isWorker) { return startup.plus(budget.worstCases.containerKill).toSeconds(); }
  const { gracePeriod, networkGracePeriod } = budget.targetGroup;
  return (targetGroups.some((group) => group instanceof NetworkTargetGroup) ? networkGracePeriod : gracePeriod).toSeconds();
}
