import { randomUUID } from 'node:crypto';
import { Calls, type CallTargets } from './calls';
import { type Definition, type ExecutionClock, type State, walk } from './walk';
import { ApiError } from '../api/errors';
import type { Clock } from '../shared/clock';
import type { EventLog } from '../shared/event-log';
import { sleep } from '../shared/repeat';
import type { StateMachineModel } from '../template/model';

/** An execution of a state machine in its present state. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: string;
  readonly input: unknown;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** Names of the states that it has entered, in order. */
  readonly states: readonly string[];
  readonly output?: unknown;
  /** Name of the error that it ended with. */
  readonly error?: string;
  readonly cause?: string;
}

type Changeable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What state machines need of the sandbox. */
export interface StateMachineDependencies extends Omit<CallTargets, 'startExecution'> {
  readonly clock: Clock;
  readonly events: EventLog;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
}

/** Calls take real time, so no timeout of a state is shorter than this. */
const SHORTEST_TIMEOUT_MS = 20_000;

/** Executes the state machines of a template as they were synthesized; waits are divided by the time scale. */
export class StateMachines {
  private readonly all: Changeable<Execution & { states: string[] }>[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly calls: Calls;
  private readonly waiting = new Map<string, { resolve(output: unknown): void; reject(error: Error): void }>();
  /** SendTaskSuccess and SendTaskFailure of Step Functions, with which people approve and reject. */
  public readonly operations: Readonly<Record<string, (request: Readonly<Record<string, unknown>>) => object>> = {
    SendTaskSuccess: ({ taskToken, output }) => this.answer(taskToken, (task) => task.resolve(JSON.parse(String(output)))),
    SendTaskFailure: ({ taskToken, error, cause }) => this.answer(taskToken, (task) => (
      task.reject(Object.assign(new Error(String(cause ?? '')), { name: String(error ?? 'States.TaskFailed') })))),
  };

  constructor(private readonly models: readonly StateMachineModel[], private readonly dependencies: StateMachineDependencies) {
    this.calls = new Calls({ ...dependencies, startExecution: (arn, input) => this.start(arn, input).arn });
  }

  /** Every execution so far, oldest first. */
  public get executions(): readonly Execution[] {
    return this.all;
  }

  /** Starts an execution by the ARN of its state machine, without waiting for its end. */
  public start(stateMachineArn: string, input: unknown): Execution {
    const model = this.models.find(({ arn }) => arn === stateMachineArn);
    if (!model) {
      throw new ApiError(
        'StateMachineDoesNotExist',
        `State Machine Does Not Exist: '${stateMachineArn}'; the sandbox has `
          + `${this.models.map(({ name }) => name).join(', ') || 'none'}`,
      );
    }
    const name = randomUUID();
    const execution: (typeof this.all)[number] = {
      arn: `${model.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      stateMachine: model.name,
      input,
      status: 'RUNNING',
      states: [],
    };
    this.all.push(execution);
    this.log(execution, 'has started');
    const work = this.run(model, execution).finally(() => this.running.delete(work));
    this.running.add(work);
    return execution;
  }

  /** Resolves when no execution runs any more, which is soon after the sandbox was stopped. */
  public async end(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run(model: StateMachineModel, execution: (typeof this.all)[number]): Promise<void> {
    const task = { Token: '' };
    const call = async (state: State, parameters: any): Promise<unknown> => {
      if (this.dependencies.stopping.aborted) { throw new Error('The sandbox stops.'); }
      const answer = this.calls.call(state.Resource as string, parameters as Readonly<Record<string, unknown>>);
      if (!String(state.Resource).endsWith('.waitForTaskToken')) { return answer; }
      const token = task.Token;
      const answered = new Promise<unknown>((resolve, reject) => this.waiting.set(token, { resolve, reject }))
        .finally(() => this.waiting.delete(token));
      await answer;
      return answered;
    };
    const entered = (state: string) => {
      // A token belongs to one state, once.
      task.Token = randomUUID();
      execution.states.push(state);
      this.log(execution, `is at '${state}'`);
    };
    const context = {
      Execution: {
        Id: execution.arn, Name: execution.name, Input: execution.input, StartTime: new Date(this.dependencies.clock.now).toISOString(),
      },
      StateMachine: { Id: model.arn, Name: model.name },
      Task: task,
    };
    try {
      const definition = model.definition as Definition;
      execution.output = await walk({ definition, input: execution.input, context, call, clock: this.clock(), entered });
      execution.status = 'SUCCEEDED';
    } catch (error) {
      execution.status = 'FAILED';
      execution.error = (error as Error).name;
      execution.cause = (error as Error).message;
    }
    this.log(execution, `has ${execution.status}${execution.error ? ` (${execution.error}: ${execution.cause})` : ''}`);
  }

  private clock(): ExecutionClock {
    const { clock, stopping } = this.dependencies;
    return {
      sleep: async (ms) => {
        if (!await sleep(clock.milliseconds(ms / 1000), stopping)) { throw new Error('The sandbox stops.'); }
      },
      after: (ms, happen) => {
        const timer = setTimeout(happen, Math.max(clock.milliseconds(ms / 1000), SHORTEST_TIMEOUT_MS));
        const cancel = () => { clearTimeout(timer); stopping.removeEventListener('abort', stop); };
        const stop = () => { cancel(); happen(); };
        stopping.addEventListener('abort', stop, { once: true });
        return cancel;
      },
    };
  }

  private answer(token: unknown, how: (task: { resolve(output: unknown): void; reject(error: Error): void }) => void): object {
    const task = this.waiting.get(String(token));
    if (!task) {
      throw new ApiError('InvalidToken', `Invalid token: no state waits for '${String(token)}'`);
    }
    how(task);
    return {};
  }

  private log(execution: Execution, what: string): void {
    if (!this.dependencies.stopping.aborted) {
      this.dependencies.events.add('execution', `${execution.stateMachine} ${execution.name.slice(0, 8)} ${what}`);
    }
  }
}
