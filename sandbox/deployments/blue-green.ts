import type { LambdaFunction } from '../functions/lambda-function';
import type { Clock } from '../shared/clock';
import type { EventLog } from '../shared/event-log';
import { sleep } from '../shared/repeat';
import { deploymentId } from '../tasks/revision';
import type { Service } from '../tasks/service';
import { arn, functionName, type Place } from '../template/identifiers';
import type { DeploymentHookModel } from '../template/model';

/** How a deployment ended. */
export interface Deployed {
  readonly status: 'SUCCESSFUL' | 'ROLLED_BACK';
  /** Stage at which a hook failed. */
  readonly stage?: string;
  /** Details that the last hook returned. */
  readonly hookDetails?: unknown;
}

export interface DeploymentDependencies {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly place: Place;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
}

/** ECS's delay before it invokes a hook again, where the hook names none. */
const CALL_BACK_SECONDS = 30;
const BEFORE = ['RECONCILE_SERVICE', 'PRE_SCALE_UP'];
const AFTER = [
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
];

/**
 * Deploys another revision blue/green: its tasks start beside those that serve, ECS invokes the hooks stage by stage, and the first
 * that fails removes the new tasks again. Listeners are not simulated: the revision of the service is the one that serves.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export class BlueGreenDeployment {
  constructor(private readonly service: Service, private readonly dependencies: DeploymentDependencies) {}

  /** @param command starts the containers of the new revision */
  public async run(command: string): Promise<Deployed> {
    const { service } = this;
    const refused = await this.invokeHooks(BEFORE, service.revision.number + 1);
    if (refused) { return refused; }
    const revision = service.startRevision(command);
    this.log(`${deploymentId(revision)} has started its tasks`);
    while (service.tasksOf(revision).some((task) => task.starting)) {
      await this.wait(1);
    }
    const failed = await this.invokeHooks(AFTER, revision.number);
    await service.finishDeployment(revision, failed === undefined);
    this.log(`${deploymentId(revision)} ${failed ? `was rolled back at ${failed.stage}` : 'serves'}`);
    return failed ?? { status: 'SUCCESSFUL' };
  }

  private async invokeHooks(stages: readonly string[], revision: number): Promise<Deployed | undefined> {
    for (const stage of stages) {
      for (const hook of this.service.model.hooks.filter((each) => each.stages.includes(stage))) {
        const { hookStatus, hookDetails } = await this.invokeHook(hook, stage, revision);
        if (hookStatus !== 'SUCCEEDED') { return { status: 'ROLLED_BACK', stage, hookDetails }; }
      }
    }
    return undefined;
  }

  /** Repeats the invocation as long as the hook answers IN_PROGRESS; an error is a failure. */
  private async invokeHook({ functionArn, details }: DeploymentHookModel, stage: string, revision: number): Promise<HookAnswer> {
    const { model } = this.service;
    const { place, functions } = this.dependencies;
    const targetServiceRevisionArn = arn(place, 'ecs', `service-revision/${model.cluster.name}/${model.name}/${revision}`);
    let hookDetails = details;
    for (;;) {
      const called = functions.get(functionName(functionArn));
      const event = {
        lifecycleStage: stage,
        hookDetails,
        executionDetails: {
          serviceArn: model.arn,
          targetServiceRevisionArn,
          testTrafficWeights: { [targetServiceRevisionArn]: 100 },
          productionTrafficWeights: { [targetServiceRevisionArn]: 100 },
        },
      };
      const { payload, failed } = (await called?.invoke(event)) ?? {
        payload: `"The sandbox does not run the function ${functionArn}."`,
        failed: true,
      };
      const answer = JSON.parse(payload) as HookAnswer & { readonly callBackDelay?: number };
      if (failed || answer.hookStatus !== 'IN_PROGRESS') { return failed ? { hookStatus: 'FAILED', hookDetails: answer } : answer; }
      hookDetails = answer.hookDetails ?? hookDetails;
      await this.wait(answer.callBackDelay ?? CALL_BACK_SECONDS);
    }
  }

  private async wait(seconds: number): Promise<void> {
    const { clock, stopping } = this.dependencies;
    if (!await sleep(clock.milliseconds(seconds), stopping)) { throw new Error('The sandbox stops.'); }
  }

  private log(what: string): void {
    this.dependencies.events.add('service', `deployment ${what}`, { service: this.service.name });
  }
}

interface HookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  readonly hookDetails?: unknown;
}
