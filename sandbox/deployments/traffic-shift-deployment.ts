import { LifecycleHooks } from './lifecycle-hooks';
import type { LambdaFunction } from '../functions/lambda-function';
import type { Forwarding } from '../listeners/forwarding';
import type { Clock } from '../shared/clock';
import type { EventLog } from '../shared/event-log';
import { sleep } from '../shared/repeat';
import type { Revision } from '../tasks/revision';
import type { Service } from '../tasks/service';
import { arn, type Place } from '../template/identifiers';
import type { TrafficShiftModel } from '../template/model';

/** How a deployment ended. */
export interface Deployed {
  readonly status: 'SUCCESSFUL' | 'ROLLED_BACK';
  /** Stage at which a hook failed or an alarm went off. */
  readonly stage?: string;
  /** Details that the last hook returned. */
  readonly hookDetails?: unknown;
}

export interface DeploymentDependencies {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly forwarding: Forwarding;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly place: Place;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
  /** Names of the alarms in ALARM. */
  inAlarm(): readonly string[];
}

/** Why a deployment is rolled back. */
class Refusal extends Error {
  constructor(public readonly stage: string, reason: string, public readonly hookDetails?: unknown) { super(reason); }
}

type Traffic = 'test' | 'production';

/**
 * Deploys another revision beside the serving one: its tasks start, test traffic is shifted to them, then production traffic step by step,
 * and both revisions run for a while. A hook that fails or an alarm shifts everything back at once.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-linear.html
 */
export class TrafficShiftDeployment {
  private readonly hooks: LifecycleHooks;
  private readonly alarms: readonly string[];
  /** Percent of the traffic that the new revision gets. */
  private readonly shifted: Record<Traffic, number> = { test: 0, production: 0 };
  private readonly number: number;
  private stage = 'RECONCILE_SERVICE';

  constructor(
    private readonly service: Service,
    private readonly shift: TrafficShiftModel,
    private readonly dependencies: DeploymentDependencies,
  ) {
    this.hooks = new LifecycleHooks(service.model.hooks, dependencies.functions, async (seconds) => this.wait(seconds));
    // A deployment may be what ends an alarm: one that is in ALARM before it begins is not watched.
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    const already = dependencies.inAlarm();
    this.alarms = service.model.deploymentAlarms.filter((name) => !already.includes(name));
    this.number = service.revision.number + 1;
  }

  /** @param command starts the containers of the new revision */
  public async run(command: string): Promise<Deployed> {
    const { service, shift } = this;
    let revision: Revision | undefined;
    try {
      await this.pass('RECONCILE_SERVICE');
      await this.pass('PRE_SCALE_UP');
      revision = service.startRevision(command);
      const next = revision;
      this.log('has started its tasks');
      await this.until(() => !service.tasksOf(next).some((task) => task.starting));
      await this.pass('POST_SCALE_UP');
      // No traffic for tasks that would not answer it.
      await this.until(() => service.tasksOf(next).filter((task) => task.ready).length === service.desiredCount);
      this.shiftTo('test', 100);
      await this.pass('TEST_TRAFFIC_SHIFT');
      await this.pass('POST_TEST_TRAFFIC_SHIFT');
      for (const percent of shift.steps) {
        await this.pass('PRE_PRODUCTION_TRAFFIC_SHIFT');
        this.shiftTo('production', percent);
        await this.pass('PRODUCTION_TRAFFIC_SHIFT');
        if (percent < 100) { await this.watched(shift.stepMinutes * 60); }
      }
      await this.pass('POST_PRODUCTION_TRAFFIC_SHIFT');
      await this.watched(shift.bakeMinutes * 60);
    } catch (error) {
      if (!(error instanceof Refusal)) { throw error; }
      return this.rollBack(revision, error);
    }
    await service.finishDeployment(revision, true);
    this.log('serves');
    return { status: 'SUCCESSFUL' };
  }

  /** Traffic goes back at once; then ECS invokes the hooks of both shifts again, whatever they answer, and the new tasks go. */
  private async rollBack(revision: Revision | undefined, { stage, message, hookDetails }: Refusal): Promise<Deployed> {
    for (const traffic of ['production', 'test'] as const) {
      if (this.shifted[traffic] > 0) {
        this.shiftTo(traffic, 0);
        await this.hooks.invoke(`${traffic.toUpperCase()}_TRAFFIC_SHIFT`, this.execution);
      }
    }
    if (revision) { await this.service.finishDeployment(revision, false); }
    this.log(`was rolled back at ${stage}: ${message}`);
    return { status: 'ROLLED_BACK', stage, ...hookDetails === undefined ? {} : { hookDetails } };
  }

  private async pass(stage: string): Promise<void> {
    this.stage = stage;
    const { hookStatus, hookDetails } = await this.hooks.invoke(stage, this.execution);
    if (hookStatus !== 'SUCCEEDED') { throw new Refusal(stage, 'its hook failed', hookDetails); }
    this.heedAlarms();
  }

  private shiftTo(traffic: Traffic, percent: number): void {
    this.shifted[traffic] = percent;
    for (const entry of this.service.model.loadBalancers) {
      const { targetGroupArn, alternateTargetGroupArn, productionListenerRule, testListenerRule } = entry;
      if (alternateTargetGroupArn === undefined) { continue; }
      const rule = traffic === 'production' ? productionListenerRule : testListenerRule;
      const groups = [targetGroupArn, alternateTargetGroupArn];
      const [green, blue] = this.service.revision.alternate ? groups : groups.reverse();
      this.dependencies.forwarding.change(rule, { [blue]: 100 - percent, [green]: percent });
    }
    this.log(`gets ${percent} % of the ${traffic} traffic`);
  }

  private get execution(): Readonly<Record<string, unknown>> {
    const { model, revision } = this.service;
    const revisionArn = (number: number) => arn(
      this.dependencies.place, 'ecs', `service-revision/${model.cluster.name}/${model.name}/${number}`,
    );
    const weights = (percent: number) => ({ [revisionArn(revision.number)]: 100 - percent, [revisionArn(this.number)]: percent });
    return {
      serviceArn: model.arn,
      targetServiceRevisionArn: revisionArn(this.number),
      testTrafficWeights: weights(this.shifted.test),
      productionTrafficWeights: weights(this.shifted.production),
    };
  }

  private heedAlarms(): void {
    const [alarm] = this.dependencies.inAlarm().filter((name) => this.alarms.includes(name));
    if (alarm !== undefined) { throw new Refusal(this.stage, `${alarm} is in ALARM`); }
  }

  private async until(isMet: () => boolean): Promise<void> {
    while (!isMet()) { await this.watched(1); }
  }

  /** Lets AWS seconds pass while no alarm goes off. */
  private async watched(seconds: number): Promise<void> {
    const end = this.dependencies.clock.now + seconds * 1000;
    while (this.dependencies.clock.now < end) {
      this.heedAlarms();
      await this.wait(1);
    }
    this.heedAlarms();
  }

  private async wait(seconds: number): Promise<void> {
    const { clock, stopping } = this.dependencies;
    if (!await sleep(clock.milliseconds(seconds), stopping)) { throw new Error('The sandbox stops.'); }
  }

  private log(what: string): void {
    this.dependencies.events.add('service', `deployment ecs-svc/${this.number} ${what}`, { service: this.service.name });
  }
}
