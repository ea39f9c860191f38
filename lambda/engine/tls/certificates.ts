import { EXPIRING_DAYS } from './certificate';
import type { CheckResult } from '../../shared/check-result';
import type { ProbeTarget } from '../../shared/probe-request';
import type { Endpoint } from '../endpoint';
import { PROTOCOLS } from '../protocols';

/** A certificate to verify: a port may have several, one for each name. */
export interface CertificateCheck {
  readonly port: number;
  readonly host: string;
  /** Fewer days left are too few. */
  readonly days: number;
  readonly timeoutMs: number;
}

/** The certificates that a target's endpoints rely on, each of them once, by `certificateKey`; undefined when there are none. */
export function certificatesOf(target: ProbeTarget, endpoints: readonly Endpoint[]): Map<string, CertificateCheck> | undefined {
  const secure = endpoints.filter(({ protocol }) => PROTOCOLS[protocol].secure);
  if (secure.length === 0 && !target.tls) { return undefined; }
  const required = new Map<string, CertificateCheck>();
  const add = ({ port, host, days, timeoutMs }: CertificateCheck) => {
    const key = certificateKey({ port, host });
    const known = required.get(key);
    required.set(key, { port, host, days: Math.max(days, known?.days ?? 0), timeoutMs: Math.max(timeoutMs, known?.timeoutMs ?? 0) });
  };
  for (const { port, host, plan } of secure) {
    const days = 'certificateDays' in plan ? plan.certificateDays : undefined;
    add({ port, host, days: days ?? EXPIRING_DAYS, timeoutMs: plan.timeoutMs });
  }
  if (target.tls && !secure.some(({ port }) => port === target.port)) {
    add({ port: target.port, host: target.host, days: EXPIRING_DAYS, timeoutMs: target.timeoutMs });
  }
  return required;
}

/** What distinguishes a certificate from the others of its target. */
export function certificateKey({ port, host }: { readonly port: number; readonly host: string }): string {
  return `${port} ${host}`;
}

/** There may be several certificates; the one result names the worst. */
export function worstCertificate(results: readonly CheckResult[]): CheckResult | undefined {
  const order = ['DOWN', 'UNKNOWN', 'SKIPPED', 'DEGRADED', 'OUT_OF_SERVICE', 'UP'];
  return [...results].sort((left, right) => order.indexOf(left.status) - order.indexOf(right.status))[0];
}
