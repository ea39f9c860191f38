import type { Duration } from 'aws-cdk-lib';
import { IntegrationPattern, JsonPath, TaskInput, type TaskStateBase, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ApplicationRecovery } from './application-recovery';
import type { RecoverySettings, RecoveryStep } from './recovery-settings';

/** Asks the application behind one task, in the way that was chosen; once, and not again where that fails. */
export function askTask(
  scope: Construct, name: string, { _way: { fn, machine } }: ApplicationRecovery, step: (name: string, what: RecoveryStep) => TaskStateBase,
  what: 'ASK_APPLICATION' | 'ASK_EXIT', { service }: RecoverySettings, patience: Duration,
): TaskStateBase {
  const input = TaskInput.fromObject({
    incident: JsonPath.stringAt('$$.Execution.Name'),
    cluster: service.cluster,
    service: service.name,
    task: JsonPath.objectAt('$.recovery.task'),
  });
  const resultPath = '$.answer';
  if (fn) {
    const taskTimeout = Timeout.duration(patience);
    return new LambdaInvoke(scope, name, {
      stateName: name, lambdaFunction: fn, payloadResponseOnly: true, retryOnServiceExceptions: false, payload: input, resultPath, taskTimeout,
    });
  }
  if (machine) {
    const integrationPattern = IntegrationPattern.REQUEST_RESPONSE;
    return new StepFunctionsStartExecution(scope, name, { stateName: name, stateMachine: machine, integrationPattern, input, resultPath });
  }
  return step(name, what);
}
