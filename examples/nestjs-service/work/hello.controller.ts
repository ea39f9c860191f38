import { setTimeout } from 'node:timers/promises';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Worker } from './worker.js';
import { Cache } from '../dependencies/cache.js';

/** The work that the service is there for. */
@Controller()
export class HelloController {
  constructor(
    @Inject(Worker) private readonly worker: Worker,
    @Inject(Cache) private readonly cache: Cache,
  ) {}

  /** Says hello, counts the visit and leaves a job to the worker. `?milliseconds=500` takes its time, up to a minute. */
  @Get()
  public async hello(@Query('milliseconds') milliseconds?: string): Promise<object> {
    await setTimeout(Math.min(Number(milliseconds) || 0, 60_000));
    return { hello: 'world', visits: this.cache.count('visits'), waitingJobs: this.worker.enqueue('send a card') };
  }
}
