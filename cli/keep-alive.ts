import { UsageError } from './usage-error';
import { describeIdle } from '../lambda/engine/application/describe-idle';
import { holdIdle, type KeepAlive } from '../lambda/engine/application/keep-alive';
import { Deadline } from '../lambda/engine/deadline';
import { resolveHost } from '../lambda/engine/network/address';
import type { ProbeTarget } from '../lambda/shared/probe-request';

/** A target's idle connection, beside the load balancer's. */
export interface KeepAliveReport {
  readonly idleTimeoutSeconds: number;
  readonly state: KeepAlive['state'];
  readonly seconds: number;
  readonly detail: string;
}

/**
 * Holds an idle connection to an HTTP(S) target.
 * @throws UsageError where the target's name cannot be resolved
 */
export async function keepAliveOf(target: ProbeTarget, idleTimeoutSeconds: number): Promise<KeepAliveReport> {
  const { host, port, timeoutMs, readiness } = target;
  const resolution = await resolveHost(host, new Deadline(timeoutMs), true);
  if ('finding' in resolution) {
    throw new UsageError({
      what: 'The host of a target cannot be contacted',
      got: resolution.finding.detail,
      allowed: 'a name or an address that can be reached from here',
      fix: 'check the target',
    });
  }
  const path = readiness && 'path' in readiness ? readiness.path ?? '/' : '/';
  const held = await holdIdle(
    { host, address: resolution.addresses[0]!, port, path, secure: readiness?.protocol === 'https', timeoutMs }, idleTimeoutSeconds,
  );
  return { idleTimeoutSeconds, state: held.state, seconds: held.seconds, detail: describeIdle(held, idleTimeoutSeconds) };
}

/** Whether a load balancer may send a request into a connection that the server is just closing. */
export function isTooShort({ state }: KeepAliveReport): boolean {
  return state === 'CLOSED';
}
