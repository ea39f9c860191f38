import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { RECOVERY_FUNCTION_TIMEOUT } from './recovery-function';
import type { RecoveryStep } from './recovery-settings';

/** What Lambda itself fails with, or throttles: reading again changes nothing. */
const AGAIN = ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException', 'Lambda.TooManyRequestsException'];

/** A call of the recovery function, which gets all that the execution knows. */
export function stepOf(scope: Construct, name: string, decider: IFunction, step: RecoveryStep): LambdaInvoke {
  const asks = step === 'ASK_APPLICATION' || step === 'ASK_EXIT';
  const resultPath = asks ? '$.answer' : { WRITE_QUESTION: '$.question', WRITE_MESSAGE: '$.message', PREPARE: '$.recovery', DECIDE: '$.recovery' }[step];
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
  // What asks an application does something, and how often is decided elsewhere.
  if (!asks) { task.addRetry({ errors: AGAIN, interval: Duration.seconds(2), maxAttempts: 2, backoffRate: 2 }); }
  return task;
}
