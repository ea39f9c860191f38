import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Fail,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  Pass,
  Result,
  Succeed,
  type State,
  TaskInput,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { SnsPublish, type SnsPublishProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { stepOf } from './step-state';
import { LEDGER_CHANGED } from '../shared/ledger';
import { RECOVERY_STATE as NAME, type RecoverySettings } from '../shared/recovery-settings';

/** What an alert needs. */
export interface MessageParts {
  readonly decider: IFunction;
  readonly topic: ITopic;
  readonly settings: RecoverySettings;
  readonly release: (name: string) => TaskStateBase;
}

/** The states that send messages to people, and those that end a recovery. */
export class MessageStates {
  constructor(private readonly scope: Construct, private readonly parts: MessageParts) {}

  /** Every way out: writes the alert, publishes it, and releases the lock whether that worked or not. */
  public end(): State {
    const { release } = this.parts;
    const done = new Succeed(this.scope, NAME.done, { stateName: NAME.done, outputPath: '$.message.outcome' });
    const alertFailed = new Fail(this.scope, NAME.alertFailed, {
      stateName: NAME.alertFailed,
      error: 'NobodyWasAlerted',
      cause: 'The alert of this recovery could not be written or published',
    });
    const released = this.always(release(NAME.release), done);
    const releasedAfterFailure = this.always(release(NAME.releaseAfterFailure), alertFailed);
    const alert = this.publish(NAME.alert, {
      message: TaskInput.fromJsonPathAt('$.message.message'),
      subject: JsonPath.stringAt('$.message.subject'),
    });
    const plainly = this.publish(NAME.alertPlainly, {
      subject: 'Recovery of an ECS service needs attention',
      message: TaskInput.fromText(JsonPath.format(
        'Recovery of an ECS service ended, but its result could not be written. A person must inspect execution {}.',
        JsonPath.stringAt('$$.Execution.Id'),
      )),
    }, false);
    const write = stepOf(this.scope, NAME.writeMessage, this.parts.decider, 'WRITE_MESSAGE');
    write.addCatch(plainly, { resultPath: '$.failed.message' }).next(alert);
    for (const state of [alert, plainly]) {
      state.addRetry({ maxAttempts: 3 }).addCatch(releasedAfterFailure, { resultPath: '$.failed.alert' });
    }
    alert.next(released);
    plainly.next(releasedAfterFailure);
    return write;
  }

  /** Asks people for approval, and waits for their answer. */
  public question(within: Duration, decide: IChainable, end: IChainable): IChainable {
    const { settings, decider, topic } = this.parts;
    const answer = (name: string, approval: string) => {
      const state = new Pass(this.scope, name, { stateName: name, result: Result.fromString(approval), resultPath: '$.approval' });
      state.next(decide);
      return state;
    };
    const token = JsonPath.stringAt('$$.Task.Token');
    const part = (index: number) => JsonPath.stringAt(`$.question.parts[${index}]`);
    const parts = settings.format === 'CHAT' ? [part(0), token, part(1), token, part(2)] : [part(0), token, part(1)];
    const ask = new SnsPublish(this.scope, NAME.askPeople, {
      stateName: NAME.askPeople,
      topic,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: Timeout.duration(within),
      message: TaskInput.fromText(JsonPath.format('{}'.repeat(parts.length), ...parts)),
      subject: JsonPath.stringAt('$.question.subject'),
      messagePerSubscriptionType: settings.format === 'CHAT',
      resultPath: JsonPath.DISCARD,
    });
    ask.addCatch(answer(NAME.unanswered, 'UNANSWERED'), { errors: ['States.Timeout'], resultPath: '$.answer' })
      .addCatch(answer(NAME.denied, 'DENIED'), { errors: ['DENIED'], resultPath: '$.answer' })
      .addCatch(end, { resultPath: '$.failed.question' })
      .next(answer(NAME.approved, 'APPROVED'));
    const write = stepOf(this.scope, NAME.writeQuestion, decider, 'WRITE_QUESTION');
    write.addCatch(end, { resultPath: '$.failed.question' }).next(ask);
    return write;
  }

  private publish(name: string, message: Pick<SnsPublishProps, 'message' | 'subject'>, mayBeChat = true): SnsPublish {
    const messagePerSubscriptionType = mayBeChat && this.parts.settings.format === 'CHAT';
    const { topic } = this.parts;
    return new SnsPublish(this.scope, name, {
      ...message,
      stateName: name,
      topic,
      messagePerSubscriptionType,
      resultPath: JsonPath.DISCARD,
    });
  }

  /** The same state follows where the release fails, because a lock expires. */
  private always(task: TaskStateBase, next: State): TaskStateBase {
    task
      .addRetry({ errors: [LEDGER_CHANGED], maxAttempts: 0 })
      .addRetry({ maxAttempts: 2 })
      .addCatch(next, { resultPath: '$.failed.release' });
    task.next(next);
    return task;
  }
}
