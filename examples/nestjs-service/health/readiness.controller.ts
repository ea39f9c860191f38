import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { CacheIndicator } from './cache.indicator.js';
import { DatabaseIndicator } from './database.indicator.js';
import { WorkerIndicator } from './worker.indicator.js';

/** "Send it traffic?", asked by the load balancer and the verifier. 503 takes traffic away and restarts nothing. */
@Controller('health/ready')
export class ReadinessController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(DatabaseIndicator) private readonly database: DatabaseIndicator,
    @Inject(CacheIndicator) private readonly cache: CacheIndicator,
    @Inject(WorkerIndicator) private readonly worker: WorkerIndicator,
  ) {}

  /** During a shutdown Terminus says shutting_down (503), whatever the indicators say. */
  @Get()
  @HealthCheck()
  public check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database.check(), () => this.cache.check(), () => this.worker.check()]);
  }
}
