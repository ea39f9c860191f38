import { execute } from './interpreter';
import { recover } from '../../lambda/recovery/services/recover';
import type { RecoveryDeps } from '../../lambda/recovery/services/recovery-deps';
import type { Fault } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import { RECOVERY_STATE as STATE } from '../../src/shared/recovery-settings';
import { examined, PLAN } from '../lambda/diagnosis/diagnosis-fixtures';
import { reportOf } from '../lambda/verification/report/report-fixtures';

const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:recovery:';

/** An error as Step Functions names it. */
export function failing(name: string): Error {
  return Object.assign(new Error(name), { name });
}

interface Item { holder?: string; until?: string; acts?: string }

/** What AWS does and says while a recovery runs; each test changes what it is about. */
export class World {
  /** By task, in the order of their names. */
  public faults: Fault[] = ['HUNG', 'HEALTHY', 'HEALTHY', 'HEALTHY'];
  public item: Item = {};
  public readonly stopped: string[] = [];
  public readonly asked: string[] = [];
  public readonly messages: Array<{ readonly subject: string; readonly text: string }> = [];
  public readonly visited: string[] = [];
  public switchedOff = false;
  public isProtected = false;
  public deploying = false;
  public desired = 4;
  public blind = false;
  public age = 0;
  public address = '10.0.0.1';
  /** What happens when a state is entered, before it does its work; what it throws is the state's error. */
  public readonly on: Partial<Record<string, () => void>> = {};
  /** What happens when a state's work is done: its answer is lost. */
  public readonly after: Partial<Record<string, () => void>> = {};

  private readonly replacements = new Set<number>();

  public async run(definition: unknown, name = 'incident-1'): Promise<any> {
    return execute({
      definition,
      input: {},
      context: { Execution: { Id: `${EXECUTION}${name}`, Name: name }, Task: { Token: 'TOKEN+/=' } },
      task: async (state, input) => {
        this.visited.push(state);
        this.on[state]?.();
        const answer = await this.work(state, input);
        this.after[state]?.();
        return answer;
      },
    });
  }

  private work(state: string, input: any): unknown {
    switch (state) {
      case STATE.lock:
      case STATE.recordStop:
      case STATE.recordExit:
      case STATE.release:
      case STATE.releaseAfterFailure:
        return this.update(input);
      case STATE.stop:
        return this.stop(input);
      case STATE.alert:
      case STATE.alertPlainly:
      case STATE.askPeople:
        this.messages.push({ subject: input.Subject, text: input.Message });
        return {};
      default:
        return 'step' in input ? recover(input, this.deps()) : this.asked.push(input.task.taskArn);
    }
  }

  private stop({ Task: arn, Reason }: any): unknown {
    this.stopped.push(arn);
    expect(Reason).toMatch(/incident incident-\d/);
    const replaced = this.report().tasks.findIndex(({ taskArn }) => taskArn === arn);
    this.faults[replaced] = 'HEALTHY';
    this.replacements.add(replaced);
    return {};
  }

  /** DynamoDB, as much as the ledger's conditions need. */
  private update({ UpdateExpression, ExpressionAttributeValues: values }: any): unknown {
    const value = (name: string): string => values[name].S;
    const { item } = this;
    const held = item.holder === value(':holder');
    const may = UpdateExpression.startsWith('SET #holder') ? held || !item.holder || item.until! < value(':now')
      : held && (!values[':seen'] || item.acts === value(':seen'));
    if (!may) { throw failing('DynamoDB.ConditionalCheckFailedException'); }
    if (UpdateExpression.startsWith('SET #holder')) {
      this.item = { holder: value(':holder'), until: value(':until'), acts: item.acts ?? value(':none') };
    } else if (values[':acts']) {
      this.item = { ...item, acts: value(':acts') };
    } else {
      this.item = { acts: item.acts };
    }
    return { Attributes: Object.fromEntries(Object.entries(this.item).map(([name, text]) => [name, { S: text }])) };
  }

  private deps(): RecoveryDeps {
    return {
      verify: async () => {
        const registered = { verifier: 'verifier', plan: PLAN };
        return this.blind ? { status: 'FAILED', reason: 'no answer' } : { status: 'VERIFIED', registered, report: this.report() };
      },
      readService: async () => ({
        desired: this.desired,
        minimumHealthyPercent: 100,
        status: 'ACTIVE',
        deployments: [{ status: 'PRIMARY', rolloutState: this.deploying ? 'IN_PROGRESS' : 'COMPLETED' }],
      }),
      readIdentity: async (_, taskArn) => {
        const task = this.report().tasks.find((other) => other.taskArn === taskArn);
        return task && { taskArn, address: this.address, startedAt: task.startedAt, lastStatus: 'RUNNING', desiredStatus: 'RUNNING' };
      },
      isProtected: async () => this.isProtected,
      isSwitchedOff: async () => this.switchedOff,
      askApplication: async (_, taskArn) => { this.asked.push(taskArn); return 'it answered 200'; },
      now: Date.now,
    };
  }

  private report(): Report {
    const tasks = this.faults.map((fault, index) =>
      examined(this.replacements.has(index) ? `replacement-${index + 1}` : `task-${index + 1}`, fault),
    );
    return { ...reportOf(tasks), at: new Date(Date.now() - this.age).toISOString() };
  }
}
