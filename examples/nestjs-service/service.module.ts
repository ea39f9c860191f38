import { type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Cache } from './dependencies/cache.js';
import { Database } from './dependencies/database.js';
import { CacheIndicator } from './health/cache.indicator.js';
import { DatabaseIndicator } from './health/database.indicator.js';
import { LivenessController } from './health/liveness.controller.js';
import { ReadinessController } from './health/readiness.controller.js';
import { WorkerIndicator } from './health/worker.indicator.js';
import { type Settings, SETTINGS } from './settings.js';
import { HelloController } from './work/hello.controller.js';
import { WorkerRecovery } from './work/worker-recovery.js';
import { Worker } from './work/worker.js';

/** The service's parts. */
export class ServiceModule {
  /** The module with its settings. */
  public static with(settings: Settings): DynamicModule {
    return {
      module: ServiceModule,
      // On SIGTERM Terminus answers shutting_down (503) and holds the shutdown back for this long: the port stays open meanwhile.
      imports: [TerminusModule.forRoot({ gracefulShutdownTimeoutMs: settings.shutdownDelay })],
      controllers: [HelloController, LivenessController, ReadinessController],
      providers: [
        { provide: SETTINGS, useValue: settings },
        Database, Cache, Worker, WorkerRecovery,
        DatabaseIndicator, CacheIndicator, WorkerIndicator,
      ],
    };
  }
}
