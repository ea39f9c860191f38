import type { Clock, Dice } from './clock';
import type { Api, Trouble } from './history';

/** An error as AWS names it. */
export class AwsError extends Error {
  constructor(name: string, message = 'something is wrong with AWS') {
    super(message);
    this.name = name;
  }
}

/** The way to AWS and back: takes its time, and does not always work. */
export class Way {
  /** Calls by API, for whoever counts. */
  public readonly calls = new Map<Api, number>();

  constructor(
    private readonly clock: Clock,
    private readonly dice: Dice,
    private readonly began: number,
    private readonly troubles: readonly Trouble[],
  ) {}

  /**
   * What happens at AWS happens between two pauses, in which anything else may happen.
   * @param error name of the errors of this API, where they have one in common
   */
  public async call<Answer>(
    api: Api,
    happen: () => Answer | Promise<Answer>,
    error: (name: string) => string = (name) => name,
  ): Promise<Answer> {
    this.calls.set(api, (this.calls.get(api) ?? 0) + 1);
    await this.pause(api);
    if (this.has(api, 'throttled')) {
      throw new AwsError(error('ThrottlingException'), 'Rate exceeded');
    }
    const answer = await happen();
    await this.pause(api);
    if (this.has(api, 'lost')) {
      throw new AwsError(error('SdkClientException'), 'the answer was lost');
    }
    return answer;
  }

  public has(api: Api, kind: Trouble['kind']): boolean {
    const second = (this.clock.now - this.began) / 1_000;
    const troubles = this.troubles.filter((trouble) => trouble.api === api && trouble.kind === kind);
    return troubles.some(({ at, seconds }) => at <= second && second < at + seconds);
  }

  /** How old an answer is: not at all, unless there is trouble. */
  public staleness(api: Api): number {
    return this.has(api, 'stale') ? this.dice.between(2_000, 20_000) : 0;
  }

  private pause(api: Api): Promise<void> {
    return this.clock.sleep(
      this.has(api, 'slow') ? this.dice.between(1_000, 25_000) : this.dice.between(5, this.dice.chance(0.05) ? 4_000 : 300),
    );
  }
}
