import type { Duration } from 'aws-cdk-lib';
import { IntegrationPattern, JsonPath, TaskInput, type TaskStateBase, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { RecoveryMethod } from './recovery-method';
import type { RecoverySettings } from '../shared/recovery-settings';

/** A request to the application behind one task. */
export interface ApplicationRequest {
  /** Name of the state. */
  readonly name: string;
  readonly method: RecoveryMethod;
  /** The state that lets the recovery function send the request itself. */
  readonly send: () => TaskStateBase;
  readonly service: RecoverySettings['service'];
  /** How long a function of the user may take. */
  readonly timeout: Duration;
}

/** Sends one request to the application, and does not repeat one that failed. */
export function requestState(scope: Construct, { name, method, send, service, timeout }: ApplicationRequest): TaskStateBase {
  if ('endpoint' in method) { return send(); }
  const input = TaskInput.fromObject({
    incident: JsonPath.stringAt('$$.Execution.Name'),
    cluster: service.cluster,
    service: service.name,
    task: JsonPath.objectAt('$.recovery.task'),
  });
  const resultPath = '$.answer';
  if ('fn' in method) {
    return new LambdaInvoke(scope, name, {
      stateName: name,
      lambdaFunction: method.fn,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      payload: input,
      resultPath,
      taskTimeout: Timeout.duration(timeout),
    });
  }
  return new StepFunctionsStartExecution(scope, name, {
    stateName: name,
    stateMachine: method.machine,
    integrationPattern: IntegrationPattern.REQUEST_RESPONSE,
    input,
    resultPath,
  });
}
