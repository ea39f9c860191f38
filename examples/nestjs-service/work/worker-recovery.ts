import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from './worker.js';
import { type Settings, SETTINGS } from '../settings.js';

/** What the recovery did last. */
export interface RecoveryRecord {
  /** `given-up` is the only state in which a restart of the task helps. */
  readonly state: 'working' | 'recovering' | 'given-up';
  /** Restarts of the worker that were tried since it stalled. */
  readonly attempts: number;
}

const ATTEMPTS = 2;

/**
 * Repairs the worker and notes what it did. It runs on its own clock: how often somebody asks for the service's health changes nothing
 * here, and the indicator that reports only reads `record`.
 */
@Injectable()
export class WorkerRecovery implements OnApplicationBootstrap, OnApplicationShutdown {
  /** What there is to report. */
  public record: RecoveryRecord = { state: 'working', attempts: 0 };
  private readonly logger = new Logger(WorkerRecovery.name);
  private timer?: NodeJS.Timeout;

  constructor(
    @Inject(Worker) private readonly worker: Worker,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  public onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.check(), this.settings.recoveryInterval);
  }

  public onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const { state, attempts } = this.record;
    const idle = performance.now() - this.worker.lastActive;
    if (idle < this.settings.recoveryInterval) {
      if (state !== 'working') { this.logger.log(`The worker works again after ${attempts} restarts`); }
      this.record = { state: 'working', attempts: 0 };
    } else if (attempts < ATTEMPTS) {
      this.record = { state: 'recovering', attempts: attempts + 1 };
      this.logger.warn(`The worker did nothing for ${Math.round(idle)} ms: restart ${attempts + 1} of ${ATTEMPTS}`);
      this.worker.restart();
    } else if (state !== 'given-up') {
      this.record = { state: 'given-up', attempts };
      this.logger.error(`The worker did not come back after ${attempts} restarts: only a restart of the task is left`);
    }
  }
}
