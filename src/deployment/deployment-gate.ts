import { Duration, Names, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import { ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeploymentGateProps, GatedStrategy, WhenUnverified } from './deployment-gate-options';
import { GateFunction } from './gate-function';
import type { GateTerms } from './hook-details';
import { addCircuitBreaker, addDeploymentAlarm, addHook, callsHooks, declaredStrategy } from './service-overrides';
import { otherController } from '../aws/deployment-controller';
import { renderedProperties } from '../aws/rendered-properties';
import { serviceResource } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { DEPLOYMENT } from '../contract/limits';
import { AlertFormat } from '../signals/alert-format';
import { addKnownHook } from '../verification/deployment-time';

/** The least and the most that ECS and people can make use of. */
const INTERVAL = { min: 5, max: 300 };
const MOST_LOOKS = 10;
const LOOKS = 3;

/** Looks that may be lost to a task that is replaced, or to one that fails in between, before time is up. */
const SPARE_LOOKS = 2;

/** The name of an alarm is unique in its account and region, and at most this long. */
const ALARM_NAME_LENGTH = 255;

/**
 * Lets deployments prove themselves.
 *
 * With blue/green, linear and canary deployments, ECS asks the verifier before traffic is shifted: each new task directly, once they all run
 * (POST_SCALE_UP), and through the test listener once that leads to them (POST_TEST_TRAFFIC_SHIFT). A stage is passed when every new task
 * was verified several times in a row and its target groups agree; it is refused when a task is at fault as often, and at the latest when the
 * contract's startup and the looks are over. Then ECS rolls back, and people are told why. A rollback is never held up.
 *
 * With rolling deployments, ECS calls no hooks: the circuit breaker and a deployment alarm on what the verifier reports roll back instead.
 *
 * It adds to the service's deployments and configures no strategy. The gate itself reads and changes nothing in AWS.
 *
 * @throws when ECS does not control the service's deployments, or when numbers are out of range
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export class DeploymentGate extends Construct {
  /** How ECS deploys the service, as far as it is known. */
  public readonly strategy: GatedStrategy;
  /** The function that ECS calls, shared by the stack; undefined with rolling deployments. */
  public readonly gate?: IFunction;
  /** In alarm while tasks fail by any layer; ECS looks at it while it deploys. It tells nobody. Undefined when it is turned off. */
  public readonly alarm?: Alarm;

  public constructor(scope: Construct, id: string, props: DeploymentGateProps) {
    checkArguments('DeploymentGate', { scope, id, props });
    super(scope, id);
    const { service, verification, testListener, deploymentAlarm = true } = props;
    const resource = serviceResource(service, this);
    this.check(resource, props);
    this.strategy = props.strategy ?? this.declared(resource);
    if (callsHooks(this.strategy)) {
      this.gate = this.addHookTo(resource, props);
    } else if (testListener) {
      fail('ECS calls no hooks with rolling deployments', 'testListener with strategy ROLLING', 'BLUE_GREEN, LINEAR or CANARY', 'leave it out, or pass the strategy', this.node.path);
    } else {
      addCircuitBreaker(resource);
    }
    if (deploymentAlarm) {
      // Named, because the service refers to the alarm, and the alarm's metric to the service.
      const alarmName = Names.uniqueResourceName(this, { maxLength: ALARM_NAME_LENGTH, separator: '-', allowedSpecialCharacters: '-' });
      this.alarm = new Alarm(this, 'TasksFailing', {
        alarmName,
        alarmDescription: 'Tasks of the service fail. ECS rolls back when this happens while it deploys; tells nobody.',
        metric: verification.tasksFailing,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        datapointsToAlarm: 2,
        evaluationPeriods: 3,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      addDeploymentAlarm(service, resource, alarmName);
    }
    this.node.addValidation({ validate: () => this.misfit(resource) });
  }

  private addHookTo(resource: CfnService, props: DeploymentGateProps): IFunction {
    const { verification, alertTopic, testListener } = props;
    const shared = GateFunction.forStack(this);
    shared.allowVerifier(verification.verifier);
    if (alertTopic) { shared.allowTopic(this, alertTopic); }
    const stages = ['POST_SCALE_UP', ...testListener ? ['POST_TEST_TRAFFIC_SHIFT'] : []];
    const terms = this.terms(props);
    addKnownHook(resource, { target: shared.lambda.functionArn, seconds: stages.length * terms.patienceSeconds });
    addHook(resource, {
      HookTargetArn: shared.lambda.functionArn,
      RoleArn: shared.hookRole.roleArn,
      LifecycleStages: stages,
      HookDetails: Stack.of(this).toJsonString({ terms }),
    });
    return shared.lambda;
  }

  private terms(props: DeploymentGateProps): GateTerms {
    const { verification, testListener, looks = LOOKS, interval = Duration.seconds(15), whenUnverified, alertTopic, alertFormat } = props;
    const { contract, targetGroups } = verification._verified;
    const seconds = interval.toSeconds();
    const looking = (looks + SPARE_LOOKS) * (seconds + contract.budget.verification.roundDeadline.toSeconds());
    const patience = readySeconds(contract, targetGroups) + looking;
    if (patience > DEPLOYMENT.hookTimeout * 60) {
      fail('The gate needs longer than ECS waits for a lifecycle hook', `${patience} s (startup, first check and looks)`,
        `at most ${DEPLOYMENT.hookTimeout * 60} s`, 'shorten startup, or leave the gate out', this.node.path);
    }
    return {
      plan: verification._planFor(testListener),
      verifier: verification.verifier.verifier.functionArn,
      looks,
      intervalSeconds: seconds,
      patienceSeconds: patience,
      unverified: whenUnverified ?? WhenUnverified.ROLL_BACK,
      ...alertTopic ? { alerts: { topicArn: alertTopic.topicArn, format: alertFormat ?? AlertFormat.TEXT } } : {},
    };
  }

  private check(resource: CfnService, props: DeploymentGateProps): void {
    const { service, verification, looks = LOOKS, interval = Duration.seconds(15), alertTopic, alertFormat } = props;
    if (verification._verified.service !== service) {
      fail('The gate verifies another service', verification.node.path, `the verification of ${service.node.path}`, 'pass the verification of the same service', this.node.path);
    }
    const type = otherController(resource);
    if (type) {
      fail('ECS does not control the deployments of this service', type, 'the deployment controller ECS', 'let ECS deploy, or leave the gate out', this.node.path);
    }
    if (!Number.isInteger(looks) || looks < 1 || looks > MOST_LOOKS) {
      fail('looks is out of range', String(looks), `a whole number from 1 to ${MOST_LOOKS}`, 'pass 3, or more for a service that comes up unsteadily', this.node.path);
    }
    const seconds = interval.isUnresolved() ? undefined : interval.toSeconds({ integral: false });
    if (seconds === undefined || !Number.isInteger(seconds) || seconds < INTERVAL.min || seconds > INTERVAL.max) {
      fail('interval is out of range', seconds === undefined ? 'a token' : `${seconds} s`, `whole seconds from ${INTERVAL.min} to ${INTERVAL.max}`, 'pass Duration.seconds(15)', this.node.path);
    }
    if (alertFormat && !alertTopic) {
      fail('alertFormat has nobody to write to', `${alertFormat} without alertTopic`, 'alertFormat with alertTopic', 'pass alertTopic, or leave alertFormat out', this.node.path);
    }
  }

  private declared(resource: CfnService): GatedStrategy {
    const declared = declaredStrategy(resource);
    return Object.values(GatedStrategy).find((each) => each === declared) ?? GatedStrategy.ROLLING;
  }

  /** At synthesis, because the service may be configured after the gate was added. */
  private misfit(resource: CfnService): string[] {
    const { Strategy = GatedStrategy.ROLLING, LifecycleHooks = [] } = renderedProperties(resource).DeploymentConfiguration ?? {};
    if (typeof Strategy === 'string' && Strategy !== this.strategy) {
      return [`The gate does not fit the deployments of '${resource.node.path}': got strategy ${this.strategy}, allowed: ${Strategy}, as the service says. Pass strategy: GatedStrategy.${Strategy} to the gate, or configure the service for ${this.strategy}.`];
    }
    const gate = this.gate && Stack.of(this).resolve(this.gate.functionArn);
    const isThere = !gate || (LifecycleHooks as any[]).some(({ HookTargetArn }) => JSON.stringify(HookTargetArn) === JSON.stringify(gate));
    return isThere ? [] : [`The gate is not called: got lifecycle hooks of '${resource.node.path}' without it, allowed: with it. Create the gate after the hooks are overridden.`];
  }
}

/** The longest that a new task may take, from its start, until everybody can call it well. */
function readySeconds({ startup, isWorker, budget }: HealthContract, targetGroups: ITargetGroup[]): number {
  if (isWorker) { return startup.plus(budget.worstCases.containerKill).toSeconds(); }
  const { gracePeriod, networkGracePeriod } = budget.targetGroup;
  return (targetGroups.some((group) => group instanceof NetworkTargetGroup) ? networkGracePeriod : gracePeriod).toSeconds();
}
