import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:net';
import type { TargetCheckResult } from './target-health';
import type { TargetHealthCheckModel } from '../template/model';

const TIMEOUT: TargetCheckResult = { reason: 'Target.Timeout', description: 'Request timed out' };
const FAILED: TargetCheckResult = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };

type Check = Pick<TargetHealthCheckModel, 'protocol' | 'path' | 'matcher'>;

/** Sends the one request that a load balancer's check consists of; never rejects. */
export async function requestTarget(check: Check, address: string, port: number, timeoutMs: number): Promise<TargetCheckResult> {
  return new Promise((resolve) => {
    const close = check.protocol === 'TCP'
      ? connectTarget(address, port, end)
      : sendRequest(check, address, port, end);
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
    end(matches(check.matcher, code) ? {} : {
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${code}]`,
    });
  });
  // Stays on: destroying the request after the verdict emits an error too.
  request.on('error', () => end(FAILED));
  request.end();
  return () => request.destroy();
}

/** Whether a matcher such as `200`, `200-299` or `200,204` accepts a status code. */
export function matches(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [low, high = low] = part.trim().split('-').map(Number);
    return code >= low && code <= high;
  });
}
