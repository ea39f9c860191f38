import { Controller, Get, Header, Inject, ServiceUnavailableException } from '@nestjs/common';
import { WorkerIndicator } from './worker.indicator.js';

/**
 * "Restart it?", asked by the container check. An answer proves that the process responds; 503 says that the process could not help itself.
 *
 * Not by Terminus' HealthCheckService, which answers 503 from the first moment of a shutdown: the container check would take that for a
 * fault and have the task killed while it finishes its requests. The body has Terminus' form all the same.
 */
@Controller('health/live')
export class LivenessController {
  constructor(@Inject(WorkerIndicator) private readonly worker: WorkerIndicator) {}

  /** No dependencies here: a database that is down would have every task restarted. */
  @Get()
  @Header('Cache-Control', 'no-cache, no-store, must-revalidate')
  public check(): object {
    const details = this.worker.check();
    if (details.worker.status === 'down') {
      throw new ServiceUnavailableException({ status: 'error', info: {}, error: details, details });
    }
    return { status: 'ok', info: details, error: {}, details };
  }
}
