import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Cache } from '../dependencies/cache.js';

/** Reports whether this task's cache is connected. */
@Injectable()
export class CacheIndicator {
  constructor(
    @Inject(Cache) private readonly cache: Cache,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /** Down without a connection. */
  public check() {
    const session = this.indicators.check('cache');
    return this.cache.connected ? session.up() : session.down('not connected');
  }
}
