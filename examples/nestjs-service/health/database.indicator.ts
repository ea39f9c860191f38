import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../dependencies/database.js';
import { type Settings, SETTINGS } from '../settings.js';

/** Reports whether the database accepts connections. It belongs to readiness only: a restart would not bring the database back. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /** Down when a connect is refused or takes too long. */
  public check() {
    return this.indicators.check('database')
      .attempt(({ signal }) => this.database.ping(signal))
      .withTimeout(this.settings.databaseTimeout);
  }
}
