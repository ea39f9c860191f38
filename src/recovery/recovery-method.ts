import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { HealthEndpoint } from '../contract/health-endpoint';

/** How the application behind a task is reached: by a request to the task, or through a function or state machine of the user. */
export type RecoveryMethod = { readonly endpoint: HealthEndpoint } | { readonly fn: IFunction } | { readonly machine: IStateMachine };

/** The endpoint of the request; undefined for the other methods. */
export function requestEndpoint(method: RecoveryMethod | undefined): HealthEndpoint | undefined {
  return method && 'endpoint' in method ? method.endpoint : undefined;
}
