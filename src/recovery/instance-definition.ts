import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Chain,
  Choice,
  Condition,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke, SnsPublish } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { LedgerStates } from './ledger-states';
import { INSTANCE_STATE as NAME, type InstanceSettings } from '../shared/instance-settings';
import { LEDGER_CHANGED } from '../shared/ledger';

export interface InstanceDefinitionParts {
  readonly settings: InstanceSettings;
  readonly decider: IFunction;
  readonly ledger: ITable;
  /** Key of the cluster in the ledger. */
  readonly key: string;
  readonly topic: ITopic;
  /** Of the function. */
  readonly timeout: Duration;
}

/** Short enough to notice that an instance was healthy in between, and long enough for what a verification costs. */
const INTERVAL = Duration.minutes(1);

/** Verifies every minute until one instance was at fault for long enough, drains it at most once, and sends an alert. */
export function instanceDefinition(scope: Construct, parts: InstanceDefinitionParts): IChainable {
  const { settings, decider, ledger: table, key, topic, timeout } = parts;
  const ledger = new LedgerStates(scope, table, key);
  const caught = { resultPath: '$.recovery.failed' };
  const done = new Succeed(scope, NAME.done, { stateName: NAME.done, outputPath: '$.recovery' });
  const nobody = new Fail(scope, NAME.nobodyAlerted, {
    stateName: NAME.nobodyAlerted,
    error: 'NobodyWasAlerted',
    cause: 'The alert of this recovery could not be published',
  });
  // A lock expires.
  const release = ledger.release(NAME.release).addCatch(done, caught);
  release.next(done);
  const releaseAfterFailure = ledger.release(NAME.releaseAfterFailure).addCatch(nobody, caught);
  releaseAfterFailure.next(nobody);
  const publish = (name: string, subject: string, message: string) => {
    const text = TaskInput.fromText(message);
    const state = new SnsPublish(scope, name, { stateName: name, topic, subject, message: text, resultPath: JsonPath.DISCARD });
    return state.addRetry({ maxAttempts: 3 }).addCatch(releaseAfterFailure, caught).next(release);
  };
  const alert = publish(NAME.alert, JsonPath.stringAt('$.recovery.message.subject'), JsonPath.stringAt('$.recovery.message.text'));
  const attention = 'Recovery of instances needs attention';
  const alertFailed = publish(NAME.alertFailed, attention, JsonPath.format(
    'Recovery of the instances of cluster {} failed, and did nothing that it knows of. A person must inspect execution {}.',
    JsonPath.stringAt('$.settings.cluster'), JsonPath.stringAt('$$.Execution.Id'),
  ));
  const decide = new LambdaInvoke(scope, NAME.decide, {
    stateName: NAME.decide,
    lambdaFunction: decider,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(timeout),
    resultPath: '$.recovery',
  });
  decide.addRetry({ interval: Duration.seconds(5), maxAttempts: 3, backoffRate: 2 }).addCatch(alertFailed, caught);
  const wait = new Wait(scope, NAME.wait, { stateName: NAME.wait, time: WaitTime.duration(INTERVAL) });
  wait.next(decide);
  // Another execution recovers the cluster already.
  const lock = ledger
    .lock(NAME.lock)
    .addCatch(done, { errors: [LEDGER_CHANGED], ...caught })
    .addCatch(alertFailed, caught);
  lock.next(wait);
  const which = new Choice(scope, NAME.which, { stateName: NAME.which })
    .when(Condition.stringEquals('$.recovery.decision', 'WAIT'), lock)
    .when(Condition.stringEquals('$.recovery.decision', 'NOTIFY'), alert)
    .otherwise(release);
  if (settings.mode === 'ACT') {
    const record = ledger.record(NAME.record).addCatch(alertFailed, caught);
    const alertRefused = publish(NAME.alertRefused, attention, JsonPath.format(
      'ECS refused to drain instance {} of cluster {}: {}. It is not drained, and nothing was done. A person must inspect execution {}.',
      JsonPath.stringAt('$.recovery.instance.instanceId'),
      JsonPath.stringAt('$.settings.cluster'),
      JsonPath.jsonToString(JsonPath.objectAt('$.drain.Failures[0]')),
      JsonPath.stringAt('$$.Execution.Id'),
    ));
    // ECS answers 200 and lists what it refused: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Failure.html
    const refused = new Choice(scope, NAME.whetherRefused, { stateName: NAME.whetherRefused })
      .when(Condition.isPresent('$.drain.Failures[0]'), alertRefused)
      .otherwise(alert);
    record.next(drain(scope).addCatch(alertFailed, caught).next(refused));
    which.when(Condition.stringEquals('$.recovery.decision', 'DRAIN'), record);
  }
  const begin = new Pass(scope, NAME.settings, { stateName: NAME.settings, result: Result.fromObject(settings), resultPath: '$.settings' });
  return Chain.start(begin).next(decide).next(which);
}

/** Drains the instance, once: without a retry, because ECS may have done what it did not answer. */
function drain(scope: Construct): CallAwsService {
  return new CallAwsService(scope, NAME.drain, {
    stateName: NAME.drain,
    service: 'ecs',
    action: 'updateContainerInstancesState',
    parameters: {
      Cluster: JsonPath.stringAt('$.settings.cluster'),
      ContainerInstances: JsonPath.array(JsonPath.stringAt('$.recovery.instance.arn')),
      Status: 'DRAINING',
    },
    // The role has the statement, with its cluster as condition.
    iamResources: [],
    taskTimeout: Timeout.duration(Duration.seconds(60)),
    resultPath: '$.drain',
  });
}
