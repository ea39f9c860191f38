import { setMaxListeners } from 'node:events';
import { OPERATIONS, type OperationName } from './operations';
import { describeError } from '../../lambda/shared/describe-error';
import { isDenied, isThrottle } from '../../lambda/shared/retry';

/** Whose turn it is within the share of a rate limit. */
export interface Turns {
  /** Resolves when a call may be made; rejects when the signal comes first. */
  take(signal: AbortSignal): Promise<void>;
  /** To be called when AWS has refused a call because there were too many. */
  backOff(): void;
}

/** Something that could not be read, and what is not known without it. */
export interface Unread {
  readonly operation: OperationName;
  /** `REFUSED`: a permission is missing. `LATE`: its turn did not come within the time. */
  readonly why: 'REFUSED' | 'LATE' | 'FAILED';
  /** The permission. */
  readonly action: string;
  /** How often. */
  readonly times: number;
  /** AWS's words of the first time. */
  readonly reason: string;
  readonly without: string;
}

/** Calls of AWS in turns; what fails narrows what is known, and ends nothing. */
export class Calls {
  /** How often each operation was called. */
  public readonly made = new Map<OperationName, number>();
  private readonly failures = new Map<string, Unread>();
  private readonly refused = new Set<OperationName>();

  /** @param signal aborts when the time for reading is over */
  constructor(private readonly turnsOf: (operation: OperationName) => Turns, public readonly signal: AbortSignal) {
    // As many calls wait for it as an account has services.
    setMaxListeners(0, signal);
  }

  /** What was not read. */
  public get unread(): readonly Unread[] {
    return [...this.failures.values()];
  }

  /** The answer; undefined where there is none, which is remembered. An operation that was refused once is not called again. */
  public async ask<Answer>(operation: OperationName, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | undefined> {
    if (this.refused.has(operation)) { return undefined; }
    try {
      return await this.inTurn(operation, call);
    } catch (error) {
      const reason = describeError(error);
      const why = isDenied(error) ? 'REFUSED' : this.signal.aborted ? 'LATE' : 'FAILED';
      if (why === 'REFUSED') { this.refused.add(operation); }
      this.remember(operation, why, reason, 1);
      return undefined;
    }
  }

  private remember(operation: OperationName, why: Unread['why'], reason: string, times: number): void {
    const { action, without } = OPERATIONS[operation];
    const known = this.failures.get(`${operation} ${why}`);
    this.failures.set(`${operation} ${why}`, known ? { ...known, times: known.times + times } : {
      operation, why, action, times, reason, without,
    });
  }

  /** Remembers calls that are not made, since there are too many of them. */
  public leave(operation: OperationName, times: number): void {
    if (times > 0) { this.remember(operation, 'LATE', 'too many', times); }
  }

  /** Waits for its turn, and again where AWS says that there were too many calls, of whomever. */
  private async inTurn<Answer>(operation: OperationName, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const turns = this.turnsOf(operation);
    for (;;) {
      await turns.take(this.signal);
      this.made.set(operation, (this.made.get(operation) ?? 0) + 1);
      try {
        return await call(this.signal);
      } catch (error) {
        if (!isThrottle(error) || this.signal.aborted) { throw error; }
        turns.backOff();
      }
    }
  }

  /** All pages of a list; what was read until one of them failed. */
  public async pages<Answer extends { readonly nextToken?: string }>(
    operation: OperationName, call: (nextToken: string | undefined, signal: AbortSignal) => Promise<Answer>, most = Infinity,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    let nextToken: string | undefined;
    do {
      const token = nextToken;
      const answer = await this.ask(operation, (signal) => call(token, signal));
      if (!answer) { break; }
      answers.push(answer);
      nextToken = answer.nextToken;
    } while (nextToken && answers.length < most);
    return answers;
  }
}
