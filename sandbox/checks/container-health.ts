/** What ECS says of a container; UNKNOWN before its first verdict, and always when it has no check. */
export type ContainerHealthStatus = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** How ECS turns results of a container's check into its health: one success is enough, failures must be consecutive. */
export class ContainerHealth {
  private current: ContainerHealthStatus = 'UNKNOWN';
  private failures = 0;
  private succeeded = false;

  /**
   * @param retries consecutive failures that make it UNHEALTHY
   * @param startPeriodMs failures in this time do not count, unless a success has ended it
   */
  constructor(private readonly retries: number, private readonly startPeriodMs: number) {}

  public get status(): ContainerHealthStatus {
    return this.current;
  }

  /** Takes one result; `ageMs` is the container's age when the check began. */
  public record(success: boolean, ageMs: number): ContainerHealthStatus {
    if (success) {
      this.succeeded = true;
      this.failures = 0;
      this.current = 'HEALTHY';
    } else if (this.succeeded || ageMs >= this.startPeriodMs) {
      this.failures += 1;
      if (this.failures >= this.retries) {
        this.current = 'UNHEALTHY';
      }
    }
    return this.current;
  }
}
