import type { Answer } from './processes';

/** How a checker counts: how far apart, how long it waits, and how many answers in a row change its mind. */
export interface CheckerTerms {
  readonly interval: number;
  readonly timeout: number;
  readonly failures: number;
  readonly successes: number;
  /** Seconds from the start in which failures do not count. */
  readonly startPeriod: number;
  /** Whether it waits its interval after a check has ended, so that one that hangs costs interval and timeout. */
  readonly waitsAfterCheck: boolean;
}

/**
 * A checker with its hysteresis, as the container check has it (API_HealthCheck.html of the ECS API reference) and a target group's
 * (elasticloadbalancing/latest/application/target-group-health-checks.html): the first success of a new target is enough, afterwards
 * only so many answers in a row change its mind.
 */
export class Checker {
  public health: 'NEW' | 'HEALTHY' | 'UNHEALTHY' = 'NEW';
  public reason: Exclude<Answer, 'WELL'> | undefined;
  private next: number;
  private failing = 0;
  private passing = 0;

  constructor(private readonly terms: CheckerTerms, private readonly start: number) {
    this.next = start + terms.interval;
  }

  /** Makes the checks that are due by now. */
  public advance(now: number, ask: () => Answer): void {
    while (this.next <= now) {
      const answer = ask();
      const took = answer === 'TIMEOUT' ? this.terms.timeout : 0;
      this.count(answer);
      this.next += this.terms.interval + (this.terms.waitsAfterCheck ? took : 0);
    }
  }

  /** Whether it believes what it will believe as long as it is answered so. */
  public isSettled(answer: Answer): boolean {
    return answer === 'WELL' ? this.health === 'HEALTHY' : this.health === 'UNHEALTHY';
  }

  private count(answer: Answer): void {
    const { failures, successes, startPeriod } = this.terms;
    if (answer === 'WELL') {
      this.failing = 0;
      this.passing += 1;
      if (this.health === 'NEW' || this.passing >= successes) { this.health = 'HEALTHY'; }
      return;
    }
    this.passing = 0;
    if (this.health === 'NEW' && this.next <= this.start + startPeriod) { return; }
    this.failing += 1;
    this.reason = answer;
    if (this.failing >= failures) { this.health = 'UNHEALTHY'; }
  }
}
