import { Injectable } from '@nestjs/common';

/** This task's own connection to its cache, simulated by a map: a component. When it breaks, the other tasks are well. */
@Injectable()
export class Cache {
  /** Whether the connection stands. */
  public connected = true;
  private readonly entries = new Map<string, number>();

  /** Counts an event, or returns undefined without a connection: the service then works without the count. */
  public count(key: string): number | undefined {
    if (!this.connected) { return undefined; }
    const value = (this.entries.get(key) ?? 0) + 1;
    this.entries.set(key, value);
    return value;
  }
}
