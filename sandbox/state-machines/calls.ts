import { Table, type Update } from './table';
import type { EcsApi } from '../api/ecs';
import { ApiError } from '../api/errors';
import type { NotificationsApi } from '../api/notifications';
import type { LambdaFunction } from '../functions/lambda-function';
import { functionName } from '../template/identifiers';

/** What Task states can call. */
export interface CallTargets {
  readonly ecs: EcsApi;
  readonly notifications: NotificationsApi;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /**
   * Starts a state machine.
   * @returns the ARN of the execution
   */
  startExecution(stateMachineArn: string, input: unknown): string;
}

type Parameters = Readonly<Record<string, any>>;

const SDK = /^arn:[^:]+:states:::aws-sdk:ecs:(\w+)$/;
const OPTIMIZED = /^arn:[^:]+:states:::(lambda:invoke|dynamodb:updateItem|sns:publish|states:startExecution)(\.waitForTaskToken)?$/;

/** Calls the resources of Task states and names errors as Step Functions does. */
export class Calls {
  /** Tables by name; one that was not used before is empty. */
  private readonly tables = new Map<string, Table>();

  constructor(private readonly targets: CallTargets) {}

  public async call(resource: string, parameters: Parameters): Promise<unknown> {
    if (resource.includes(':function:')) {
      return this.invoke(resource, parameters);
    }
    const [, sdk] = SDK.exec(resource) ?? [];
    if (sdk) {
      return named('Ecs', () => this.targets.ecs.call(capital(sdk), withNames(parameters, small)));
    }
    const [, optimized] = OPTIMIZED.exec(resource) ?? [];
    switch (optimized) {
      case 'lambda:invoke':
        return { Payload: await this.invoke(parameters.FunctionName as string, parameters.Payload) };
      case 'dynamodb:updateItem':
        return this.updateItem(parameters);
      case 'sns:publish':
        return named('SNS', () => this.targets.notifications.operations.Publish(new URLSearchParams(parameters)) as object);
      case 'states:startExecution':
        return { executionArn: this.targets.startExecution(parameters.StateMachineArn as string, parameters.Input) };
      default:
        throw withName('States.Runtime', `The sandbox does not support the resource ${resource}.`);
    }
  }

  private async invoke(nameOrArn: string, event: unknown): Promise<unknown> {
    const called = this.targets.functions.get(functionName(nameOrArn));
    if (!called) {
      throw withName('Lambda.ResourceNotFoundException', `The sandbox does not run the function ${nameOrArn}.`);
    }
    const { payload, failed } = await called.invoke(event);
    const answer: unknown = JSON.parse(payload);
    if (failed) {
      const { errorType = 'Lambda.Unknown', errorMessage = payload } = answer as { errorType?: string; errorMessage?: string };
      throw withName(errorType, errorMessage);
    }
    return answer;
  }

  private updateItem(request: Parameters): object {
    const name = String(request.TableName);
    const table = this.tables.get(name) ?? new Table();
    this.tables.set(name, table);
    const answer = table.update(request as unknown as Update);
    if (!answer) {
      throw withName('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed');
    }
    return answer;
  }
}

async function named<Answer>(service: string, call: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof ApiError ? withName(`${service}.${error.code}`, error.message) : error;
  }
}

function withName(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function withNames(parameters: Parameters, change: (name: string) => string): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [change(name), value as unknown]));
}

const small = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
