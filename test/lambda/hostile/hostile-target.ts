import type { Socket } from 'node:net';
import type { Fault } from '../../../lambda/shared/verdict';
import type { HttpEndpointPlan } from '../../../src/shared/plan';
import { Listeners } from '../engine/listeners';

/** Deadline of one check: long beside loopback, short for a person. */
export const TIMEOUT_MS = 500;

/** What a busy machine may add to "deadline + 10 %"; stated here and nowhere else. */
export const BUSY_MS = 300;

/** Latest end of a probe of which one check is kept waiting. */
export const LATEST_MS = 1.1 * TIMEOUT_MS + BUSY_MS;

/** A target that may hurt whoever probes it, on purpose or not, and the fault that is to be diagnosed. */
export interface HostileTarget {
  readonly name: string;
  /** Opens it, where there is anything to open, and gives it as the command line takes it. */
  readonly open: (listeners: HostileListeners) => Promise<string> | string;
  readonly fault: Fault;
  /** Why it is this fault, for docs/annex/hostile-targets.md. */
  readonly because: string;
  /** What the deciding check says, where that tells apart what the fault does not. */
  readonly detail?: RegExp;
  /** What has to be asked for before the target hurts. */
  readonly endpoint?: Partial<HttpEndpointPlan>;
  /** Only the command line trusts the authority of these tests: authorities are read when a process starts. */
  readonly trusted?: true;
}

/** Listeners that also close what is no server. */
export class HostileListeners extends Listeners {
  private readonly closers: Array<() => Promise<unknown>> = [];

  public onClose(close: () => Promise<unknown>): void {
    this.closers.push(close);
  }

  public async close(): Promise<void> {
    await Promise.all(this.closers.splice(0).map(async (close) => close()));
    await super.close();
  }
}

/** The URL of a port of this machine. */
export function url(port: number, scheme: string = 'http', host: string = '127.0.0.1'): string {
  return `${scheme}://${host}:${port}${/^https?$/.test(scheme) ? '/health' : ''}`;
}

/** Opens a listener that says something once it has been asked, then does as it likes. */
export function says(bytes: string | Buffer, afterwards?: (socket: Socket) => void): HostileTarget['open'] {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
  return async (listeners) => url(await listeners.saying(text, afterwards));
}

/** Opens a listener that does as it likes with each connection. */
export function does(onConnection: (socket: Socket) => void, scheme?: string): HostileTarget['open'] {
  return async (listeners) => url(await listeners.raw(onConnection), scheme);
}

/** Sends a block as often as the other side takes it. Blocks are larger than a socket's buffer, so that nothing piles up here. */
export function flood(socket: Socket, block: Buffer, times: number = Infinity): void {
  let left = times;
  const more = (error?: Error | null) => {
    if (error || socket.destroyed) { return; }
    if (left-- > 0) { socket.write(block, more); } else { socket.end(); }
  };
  more();
}

/** Sends one byte after the other, forever: no wait for the next byte is ever as long as a deadline. */
export function drip(socket: Socket, bytes: string): void {
  let next = 0;
  const timer = setInterval(() => socket.write(bytes[next++ % bytes.length]!), TIMEOUT_MS / 10);
  socket.once('close', () => clearInterval(timer));
}
