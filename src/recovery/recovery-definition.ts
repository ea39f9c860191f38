import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  type INextable,
  Pass,
  Result,
  type TaskStateBase,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ApplicationRecovery } from './application-recovery';
import { LedgerStates } from './ledger-states';
import { MessageStates } from './message-states';
import type { RecoveryFigures } from './recovery-figures';
import { requestState } from './request-states';
import { stepOf } from './step-state';
import { stopTask } from './stop-state';
import { LEDGER_CHANGED } from '../shared/ledger';
import { RECOVERY_STATE as NAME, type RecoverySettings, type RecoveryStep } from '../shared/recovery-settings';

/** What a definition consists of. */
export interface DefinitionParts {
  readonly settings: RecoverySettings;
  readonly figures: RecoveryFigures;
  readonly decider: IFunction;
  readonly ledger: ITable;
  readonly topic: ITopic;
  readonly application?: ApplicationRecovery;
  readonly restartInPlace?: ApplicationRecovery;
}

/** Any two states, the first of which can be followed. */
type State = IChainable & INextable;

/**
 * The states of a recovery: one of them makes every decision, and the others carry it out and return to it. Each way out sends an alert
 * and releases the lock.
 */
export function recoveryDefinition(scope: Construct, parts: DefinitionParts): IChainable {
  const { settings, figures, decider, topic } = parts;
  const { service } = settings;
  const ledger = new LedgerStates(scope, parts.ledger, `${service.cluster}/${service.name}`);
  const messages = new MessageStates(scope, { decider, topic, release: (name) => ledger.release(name), settings });
  const end = messages.end();
  const step = (name: string, what: RecoveryStep) => stepOf(scope, name, decider, what);
  const wait = (name: string, duration: Duration) => new Wait(scope, name, { stateName: name, time: WaitTime.duration(duration) });
  const failed = (task: TaskStateBase, where: string) => task.addCatch(end, { resultPath: `$.failed.${where}` });

  const prepare = failed(step(NAME.prepare, 'PREPARE'), 'prepare');
  const lock = ledger.lock(NAME.lock);
  const decide = failed(step(NAME.decide, 'DECIDE'), 'decide');
  const which = new Choice(scope, NAME.which, { stateName: NAME.which });
  // Another execution holds the lock: the decision says so.
  lock.addCatch(decide, { errors: [LEDGER_CHANGED], resultPath: '$.ledger' });
  failed(lock, 'lock');

  const then = (...states: State[]) => states.reduceRight<IChainable>((next, state) => state.next(next), decide);
  const record = (name: string) => failed(ledger.record(name), 'record');
  const on = (decision: string, next: IChainable) => which.when(Condition.stringEquals('$.recovery.decision', decision), next);

  // Whether the request failed or not: what counts is the verification afterwards.
  const request = (name: string, recovery: ApplicationRecovery, what: RecoveryStep, waiting: Wait) => requestState(scope, {
    name, method: recovery._method, send: () => step(name, what), service, timeout: figures.attemptInterval,
  }).addCatch(waiting, { resultPath: '$.answer' });

  if (parts.application) {
    const waiting = wait(NAME.waitForApplication, figures.attemptInterval);
    on('ASK_APPLICATION', then(request(NAME.askApplication, parts.application, 'ASK_APPLICATION', waiting), waiting));
  }
  if (parts.restartInPlace) {
    const waiting = wait(NAME.waitForExit, figures.restartInPlace);
    on('RESTART_IN_PLACE', then(record(NAME.recordExit), request(NAME.askExit, parts.restartInPlace, 'ASK_EXIT', waiting), waiting));
  }
  if (figures.approval) { on('REQUEST_APPROVAL', messages.question(figures.approval, decide, end)); }
  const stop = failed(stopTask(scope, NAME.stop, settings), 'stop');
  on('STOP_TASK', then(record(NAME.recordStop), stop, wait(NAME.waitForReplacement, figures.replacement)));
  on('VERIFY_AGAIN', then(wait(NAME.waitToVerifyAgain, figures.verifyAgain)));
  on('NEXT_TASK', prepare);
  which.otherwise(end);

  const begin = new Pass(scope, NAME.settings, { stateName: NAME.settings, result: Result.fromObject(settings), resultPath: '$.settings' });
  return Chain.start(begin).next(prepare).next(lock).next(decide).next(which);
}
