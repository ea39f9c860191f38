import type { LambdaFunction } from '../functions/lambda-function';
import { functionName } from '../template/identifiers';
import type { DeploymentHookModel } from '../template/model';

/** ECS's delay before it invokes a hook again, where the hook names none. */
const CALL_BACK_SECONDS = 30;

/** What ECS tells a hook beside the stage. */
export type ExecutionDetails = Readonly<Record<string, unknown>>;

/** What the last hook of a stage answered. */
export interface HookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  readonly hookDetails?: unknown;
}

/**
 * The functions that ECS invokes stage by stage.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export class LifecycleHooks {
  /**
   * @param wait lets AWS seconds pass
   */
  constructor(
    private readonly hooks: readonly DeploymentHookModel[],
    private readonly functions: ReadonlyMap<string, LambdaFunction>,
    private readonly wait: (seconds: number) => Promise<void>,
  ) {}

  /** Invokes the hooks of a stage one after the other; the first that does not succeed ends it. */
  public async invoke(stage: string, details: ExecutionDetails): Promise<HookAnswer> {
    for (const hook of this.hooks.filter(({ stages }) => stages.includes(stage))) {
      const answer = await this.invokeHook(hook, stage, details);
      if (answer.hookStatus !== 'SUCCEEDED') { return answer; }
    }
    return { hookStatus: 'SUCCEEDED' };
  }

  /** Repeats the invocation as long as the hook answers IN_PROGRESS; an error is a failure. */
  private async invokeHook({ functionArn, details }: DeploymentHookModel, stage: string, execution: ExecutionDetails): Promise<HookAnswer> {
    let hookDetails = details;
    for (;;) {
      const called = this.functions.get(functionName(functionArn));
      const { payload, failed } = (await called?.invoke({ lifecycleStage: stage, hookDetails, executionDetails: execution })) ?? {
        payload: `"The sandbox does not run the function ${functionArn}."`,
        failed: true,
      };
      const answer = JSON.parse(payload) as HookAnswer & { readonly callBackDelay?: number };
      if (failed) { return { hookStatus: 'FAILED', hookDetails: answer }; }
      if (answer.hookStatus !== 'IN_PROGRESS') { return answer; }
      hookDetails = answer.hookDetails ?? hookDetails;
      await this.wait(answer.callBackDelay ?? CALL_BACK_SECONDS);
    }
  }
}
