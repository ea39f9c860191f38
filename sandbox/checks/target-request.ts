import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:net';
import type { TargetCheckResult } from './target-health';
import { acceptsStatus } from '../../src/shared/status-codes';
import { NO_ROUTE, type PacketLoss } from '../shared/network';
import type { TargetHealthCheckModel } from '../template/model';

const TIMEOUT: TargetCheckResult = { reason: 'Target.Timeout', description: 'Request timed out' };
const FAILED: TargetCheckResult = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };

type Check = Pick<TargetHealthCheckModel, 'protocol' | 'path' | 'matcher'>;

/**
 * Sends the one request that a load balancer's check consists of; never rejects.
 *
 * @param loss what becomes of its packets; absent when they arrive
 */
export async function requestTarget(
  check: Check, address: string, port: number, timeoutMs: number, loss?: PacketLoss,
): Promise<TargetCheckResult> {
  const host = loss === 'no-route' ? NO_ROUTE : address;
  return new Promise((resolve) => {
    const close = loss === 'dropped' ? () => undefined
      : check.protocol === 'TCP' ? connectTarget(host, port, end)
        : sendRequest(check, host, port, end);
    // One deadline over all of it: a socket's own timeout counts idle time only.
    const timer = setTimeout(() => end(TIMEOUT), timeoutMs);
    function end(result: TargetCheckResult): void {
      clearTimeout(timer);
      close();
      resolve(result);
    }
  });
}

type End = (result: TargetCheckResult) => void;

function connectTarget(host: string, port: number, end: End): () => void {
  const socket = connect({ host, port });
  socket.once('connect', () => end({})).once('error', () => end(FAILED));
  return () => socket.destroy();
}

function sendRequest(check: Check, host: string, port: number, end: End): () => void {
  const options: https.RequestOptions = {
    host,
    port,
    path: check.path,
    agent: false,
    headers: { 'user-agent': 'ELB-HealthChecker/2.0', 'connection': 'close' },
    // Load balancers do not validate the certificates of their targets.
    rejectUnauthorized: false,
  };
  const request = check.protocol === 'HTTPS' ? https.request(options) : http.request(options);
  request.once('response', (response) => {
    response.resume();
    const code = response.statusCode ?? 0;
    end(acceptsStatus(check.matcher, code) ? {} : {
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${code}]`,
    });
  });
  // Stays on: destroying the request after the verdict emits an error too.
  request.on('error', () => end(FAILED));
  request.end();
  return () => request.destroy();
}
