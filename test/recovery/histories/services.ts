import { AwsError, Way } from './api';
import type { Clock, Dice } from './clock';
import type { History } from './history';
import { Ledger, type Update } from './ledger';
import type { CallResource } from './machine';
import type { Act, ActKind, Execution, Reading } from './readings';
import { ModelSurroundings } from './surroundings';
import type { World } from './world';
import type { RecoveryRequest } from '../../../lambda/recovery/services/machine-state';
import { recover } from '../../../lambda/recovery/services/recover';

/**
 * What the state machine's Task states call, played by the model: the recovery function with its own code, all else by what AWS
 * documents.
 */
export class Services {
  public readonly ledger = new Ledger();
  public readonly acts: Act[] = [];
  public readonly released: Array<{ readonly execution: string; readonly at: number }> = [];
  public readonly told: Array<{ readonly execution: string; readonly at: number }> = [];
  /** What failed, although AWS did not. */
  public readonly broken: string[] = [];
  public readonly way: Way;

  constructor(
    private readonly world: World,
    private readonly clock: Clock,
    private readonly dice: Dice,
    private readonly history: History,
  ) {
    this.way = new Way(clock, dice, clock.now, history.troubles);
  }

  public callFor(execution: Execution): CallResource {
    const call = this.resources(execution);
    return (state, input) =>
      call(state, input).catch((error: Error) => {
        if (!(error instanceof AwsError)) { this.broken.push(error.stack ?? String(error)); }
        throw error;
      });
  }

  private resources(execution: Execution): CallResource {
    return (state, input) => {
      const service = (state.Resource as string).replace(/^arn:[\w-]+:states:::/, '');
      // What follows is due to what was decided last.
      const reading = execution.readings.at(-1);
      switch (service.replace(/^arn:aws:lambda:.*/, 'lambda')) {
        case 'lambda':
          return 'step' in input ? this.decide(execution, input, reading) : this.ask(reading);
        case 'states:startExecution':
          return this.ask(reading);
        case 'dynamodb:updateItem':
          return this.update(execution, input);
        case 'aws-sdk:ecs:stopTask':
          return this.stopTask(reading, input.Task);
        case 'sns:publish':
          return this.way.call(
            'people',
            () => {
              this.told.push({ execution: execution.id, at: this.clock.now });
              return { MessageId: '1' };
            },
            named('SNS.'),
          );
        case 'sns:publish.waitForTaskToken':
          return this.askPeople();
        default:
          return Promise.reject(new Error(`the model has no ${service}`));
      }
    };
  }

  /** The recovery function: one step of it. */
  private decide(execution: Execution, request: RecoveryRequest, last: Reading | undefined): Promise<unknown> {
    const { step, state } = request;
    const reading: Reading = { execution: execution.id, at: this.clock.now, ...state.ledger ? { ledger: state.ledger } : {} };
    const ask = (arn: string) => this.act(step === 'ASK_EXIT' ? 'EXIT' : 'ASK', last, arn);
    const isWarm = this.history.seed % 4 !== 0;
    const surroundings = new ModelSurroundings(this.world, this.way, this.clock, this.dice, reading, ask, isWarm);
    if (step === 'DECIDE') { execution.readings.push(reading); }
    const settings = { ...state.settings, ...settingsOf(this.history) };
    return this.way.call(
      'function',
      async () => {
        const answer = await recover({ ...request, state: { ...state, settings } }, surroundings);
        if (step === 'DECIDE') { Object.assign(reading, { decided: answer, decidedAt: this.clock.now }); }
        // As it comes back from Lambda.
        return JSON.parse(JSON.stringify(answer)) as unknown;
      },
      (name) => `Lambda.${name === 'ThrottlingException' ? 'TooManyRequestsException' : name}`,
    );
  }

  /** Something of the user's, which does what the endpoint would. */
  private ask(reading: Reading | undefined): Promise<unknown> {
    return this.way.call('application', () => {
      this.act(reading?.decided?.decision === 'RESTART_IN_PLACE' ? 'EXIT' : 'ASK', reading, reading!.decided!.task!.taskArn);
      return {};
    });
  }

  private update(execution: Execution, input: Update): Promise<unknown> {
    return this.way.call(
      'ledger',
      () => {
        const before = this.ledger.item.holder;
        const answer = this.ledger.update(input);
        if (!answer) { throw new AwsError('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed'); }
        const { holder } = this.ledger.item;
        if (before === execution.id && holder !== execution.id) { this.released.push({ execution: execution.id, at: this.clock.now }); }
        return answer;
      },
      named('DynamoDB.'),
    );
  }

  private stopTask(reading: Reading | undefined, taskArn: string): Promise<unknown> {
    return this.way.call(
      'stop',
      () => {
        const task = this.world.task(taskArn);
        if (!task) { throw new AwsError('Ecs.InvalidParameterException', 'The referenced task was not found.'); }
        this.act('STOP', reading, taskArn);
        this.world.stop(taskArn, 'UserInitiated');
        return { Task: { TaskArn: taskArn } };
      },
      named('Ecs.'),
    );
  }

  /** Some say yes, some say no, and some say nothing. */
  private async askPeople(): Promise<unknown> {
    await this.way.call('people', () => {}, named('SNS.'));
    const fate = this.dice.next();
    await this.clock.sleep(this.dice.between(10_000, 900_000));
    if (fate < this.history.approves) { return true; }
    if (fate < this.history.approves + 0.2) { throw new AwsError('DENIED', 'not now'); }
    return new Promise(() => {});
  }

  private act(kind: ActKind, reading: Reading | undefined, taskArn: string): void {
    if (!reading) { throw new Error('something was done before anything was decided'); }
    const { holder, acts = '' } = this.ledger.item;
    this.acts.push({
      kind,
      execution: reading.execution,
      taskArn,
      at: this.clock.now,
      then: this.world.now,
      reading,
      ...holder ? { holder } : {},
      recorded: acts.split(' ').filter(Boolean).length,
    });
    const task = this.world.task(taskArn);
    if (!task || kind === 'STOP') { return; }
    if (kind === 'ASK' && task.cure === 'asking') { this.clock.after(this.dice.between(1_000, 60_000), () => this.heal(taskArn)); }
    if (kind === 'EXIT' && task.stage === 'RUNNING') {
      const cured = task.cure === 'restart' ? { condition: 'well' as const } : {};
      this.world.changeTask(taskArn, { ...cured, bootedAt: this.clock.now + this.dice.between(2_000, 30_000) });
    }
  }

  private heal(taskArn: string): void {
    if (this.world.task(taskArn)) { this.world.changeTask(taskArn, { condition: 'well' }); }
  }
}

/** What histories set differently from the synthesized state machine. */
function settingsOf({ isObserving, maxAffectedShare, minHealthyTasks, restarts, windowSeconds, maintenance }: History) {
  return {
    mode: isObserving ? ('OBSERVE' as const) : ('ACT' as const),
    maxAffectedShare,
    restarts,
    windowSeconds,
    maintenance: maintenance ? [maintenance] : [],
    minHealthyTasks,
  };
}

function named(service: string): (name: string) => string {
  return (name) => service + name;
}
