import { EXPIRING_DAYS } from './certificate';
import type { Endpoint } from './endpoint';
import { PROTOCOLS } from './protocols';
import type { ProbeTarget } from './target';
import type { CheckResult } from '../report/report';

/** A certificate to look at: a port may have several, one a name. */
export interface CertificateQuestion {
  readonly port: number;
  readonly host: string;
  /** Fewer days left are too few. */
  readonly days: number;
  readonly timeoutMs: number;
}

/** The certificates that a target's endpoints rely on, each of them once, by `certificateKey`; undefined when there are none. */
export function certificatesOf(target: ProbeTarget, endpoints: readonly Endpoint[]): Map<string, CertificateQuestion> | undefined {
  const secure = endpoints.filter(({ protocol }) => PROTOCOLS[protocol].secure);
  if (secure.length === 0 && !target.tls) { return undefined; }
  const questions = new Map<string, CertificateQuestion>();
  const add = ({ port, host, days, timeoutMs }: CertificateQuestion) => {
    const key = certificateKey({ port, host });
    const known = questions.get(key);
    questions.set(key, { port, host, days: Math.max(days, known?.days ?? 0), timeoutMs: Math.max(timeoutMs, known?.timeoutMs ?? 0) });
  };
  for (const { port, host, plan } of secure) {
    add({ port, host, days: plan.certificateDays ?? EXPIRING_DAYS, timeoutMs: plan.timeoutMs });
  }
  if (target.tls && !secure.some(({ port }) => port === target.port)) {
    add({ port: target.port, host: target.host, days: EXPIRING_DAYS, timeoutMs: target.timeoutMs });
  }
  return questions;
}

/** What tells a certificate from the others of its target. */
export function certificateKey({ port, host }: { readonly port: number; readonly host: string }): string {
  return `${port} ${host}`;
}

/** There may be several certificates; the one result names the worst. */
export function worstCertificate(results: readonly CheckResult[]): CheckResult | undefined {
  const order = ['DOWN', 'UNKNOWN', 'SKIPPED', 'DEGRADED', 'OUT_OF_SERVICE', 'UP'];
  return [...results].sort((left, right) => order.indexOf(left.status) - order.indexOf(right.status))[0];
}
