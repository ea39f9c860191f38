import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { RECOVERY_FUNCTION_TIMEOUT } from './recovery-shared';
import type { RecoveryStep } from '../shared/recovery-settings';

/** Errors of Lambda itself: repeating a call that only reads is safe. */
const TRANSIENT = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
];

/** A call of the recovery function, with everything that the execution knows. */
export function stepOf(scope: Construct, name: string, decider: IFunction, step: RecoveryStep): LambdaInvoke {
  const sendsRequest = step === 'ASK_APPLICATION' || step === 'ASK_EXIT';
  const resultPath = sendsRequest
    ? '$.answer'
    : { WRITE_QUESTION: '$.question', WRITE_MESSAGE: '$.message', PREPARE: '$.recovery', DECIDE: '$.recovery' }[step];
  const task = new LambdaInvoke(scope, name, {
    stateName: name,
    lambdaFunction: decider,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(RECOVERY_FUNCTION_TIMEOUT),
    payload: TaskInput.fromObject({
      step,
      execution: { id: JsonPath.stringAt('$$.Execution.Id'), name: JsonPath.stringAt('$$.Execution.Name') },
      state: JsonPath.entirePayload,
    }),
    resultPath,
  });
  // A request changes something; how often it is sent is decided elsewhere.
  if (!sendsRequest) { task.addRetry({ errors: TRANSIENT, interval: Duration.seconds(2), maxAttempts: 2, backoffRate: 2 }); }
  return task;
}
