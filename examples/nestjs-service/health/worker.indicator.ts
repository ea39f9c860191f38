import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { WorkerRecovery } from '../work/worker-recovery.js';

/**
 * Reports the worker by what its recovery noted, and does nothing else. While recovery tries, the worker counts as up: a restart of the
 * task would cut the attempt short.
 */
@Injectable()
export class WorkerIndicator {
  constructor(
    @Inject(WorkerRecovery) private readonly recovery: WorkerRecovery,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /** Down only when recovery has given up. */
  public check() {
    const { state, attempts } = this.recovery.record;
    const session = this.indicators.check('worker');
    return state === 'given-up' ? session.down({ state, attempts }) : session.up({ state, attempts });
  }
}
