import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Chain, Choice, Condition, IChainable, JsonPath, Pass, Result, Succeed, TaskInput, Timeout, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke, SnsPublish } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { INSTANCE_STATE as NAME, InstanceSettings } from './instance-settings';
import { LEDGER_CHANGED, LedgerStates } from './ledger-states';

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

/** Often enough to see a gap, and seldom enough for what a look costs. */
const BETWEEN_LOOKS = Duration.minutes(1);

/** Looks again and again until one instance was at fault for long enough, drains it at most once, and tells people. */
export function instanceDefinition(scope: Construct, parts: InstanceDefinitionParts): IChainable {
  const { settings, decider, ledger: table, key, topic, timeout } = parts;
  const ledger = new LedgerStates(scope, table, key);
  const done = new Succeed(scope, NAME.done, { stateName: NAME.done, outputPath: '$.recovery' });
  // A lock ends by itself.
  const release = ledger.release(NAME.release).addCatch(done, { resultPath: '$.failed' });
  release.next(done);
  const publish = (name: string, subject: string, message: string) => {
    const text = TaskInput.fromText(message);
    const state = new SnsPublish(scope, name, { stateName: name, topic, subject, message: text, resultPath: JsonPath.DISCARD });
    return state.addRetry({ maxAttempts: 3 }).addCatch(release, { resultPath: '$.failed' }).next(release);
  };
  const tell = publish(NAME.tell, JsonPath.stringAt('$.recovery.message.subject'), JsonPath.stringAt('$.recovery.message.text'));
  const tellFailed = publish(NAME.tellFailed, 'Recovery of instances needs people', JsonPath.format(
    'Recovery of the instances of cluster {} failed, and did nothing that it knows of. A person has to look at execution {}.',
    JsonPath.stringAt('$.settings.cluster'), JsonPath.stringAt('$$.Execution.Id'),
  ));
  const look = new LambdaInvoke(scope, NAME.look, {
    stateName: NAME.look,
    lambdaFunction: decider,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(timeout),
    resultPath: '$.recovery',
  });
  look.addRetry({ interval: Duration.seconds(5), maxAttempts: 3, backoffRate: 2 }).addCatch(tellFailed, { resultPath: '$.failed' });
  const wait = new Wait(scope, NAME.wait, { stateName: NAME.wait, time: WaitTime.duration(BETWEEN_LOOKS) });
  wait.next(look);
  // Somebody else is at it.
  const lock = ledger.lock(NAME.lock).addCatch(done, { errors: [LEDGER_CHANGED], resultPath: '$.failed' }).addCatch(tellFailed, { resultPath: '$.failed' });
  lock.next(wait);
  const which = new Choice(scope, NAME.which, { stateName: NAME.which })
    .when(Condition.stringEquals('$.recovery.decision', 'WAIT'), lock)
    .when(Condition.stringEquals('$.recovery.decision', 'TELL'), tell)
    .otherwise(release);
  if (settings.mode === 'ACT') {
    const record = ledger.record(NAME.record).addCatch(tellFailed, { resultPath: '$.failed' });
    record.next(drain(scope).addCatch(tellFailed, { resultPath: '$.failed' }).next(tell));
    which.when(Condition.stringEquals('$.recovery.decision', 'DRAIN'), record);
  }
  const begin = new Pass(scope, NAME.settings, { stateName: NAME.settings, result: Result.fromObject(settings), resultPath: '$.settings' });
  return Chain.start(begin).next(look).next(which);
}

/** The one act, once: without a retry, because whoever does not answer may have done it. */
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
    resultPath: JsonPath.DISCARD,
  });
}
