import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Settings, SETTINGS } from '../settings.js';

/** How a worker can stall in this example: until somebody restarts it, or for good. */
export type Stall = 'recoverable' | 'permanent';

/** Works through a queue in the background. It does its work and notes when; whether that is good enough is for others to judge. */
@Injectable()
export class Worker implements OnApplicationBootstrap, OnApplicationShutdown {
  /** When the worker last went through its queue, as performance.now(). */
  public lastActive = performance.now();
  private readonly queue: string[] = [];
  private timer?: NodeJS.Timeout;
  private stalled?: Stall;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  public onApplicationBootstrap(): void {
    this.lastActive = performance.now();
    this.timer = setInterval(() => this.work(), this.settings.workerInterval);
  }

  public onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.work();
  }

  /** Adds a job and says how many wait. */
  public enqueue(job: string): number {
    return this.queue.push(job);
  }

  /** Starts the worker anew. */
  public restart(): void {
    if (this.stalled === 'recoverable') { this.stalled = undefined; }
    clearInterval(this.timer);
    this.timer = setInterval(() => this.work(), this.settings.workerInterval);
  }

  /** For the demo: the worker stops working and does not notice. */
  public stall(how: Stall): void {
    this.stalled = how;
  }

  private work(): void {
    if (this.stalled) { return; }
    this.queue.length = 0;
    this.lastActive = performance.now();
  }
}
