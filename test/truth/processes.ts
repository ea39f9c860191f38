import type { Outcome } from '../../lambda/shared/check-result';

/** How a process behaves towards those who ask it. */
export interface Behaviour {
  /**
   * What a connection attempt finds. SILENT: the accept queue is full, and Linux drops the SYN (listen(2)). LOOPBACK: only who asks
   * 127.0.0.1 is answered. OWN_ADDRESS: only who does not.
   */
  readonly port: 'OPEN' | 'CLOSED' | 'SILENT' | 'LOOPBACK' | 'OWN_ADDRESS';
  /** What a TLS handshake comes to, where there is one. */
  readonly tls?: 'TIMEOUT' | 'CERTIFICATE_INVALID' | 'CERTIFICATE_EXPIRING' | 'PROTOCOL_ERROR';
  readonly liveness: Outcome;
  readonly readiness: Outcome;
  /** What the container's own check is answered on localhost, where it differs. */
  readonly inside?: Outcome;
  /** Components that it reports as down. */
  readonly down?: readonly string[];
  /** Share of the time that checks allow which a right answer takes. */
  readonly pace?: number;
  /** Probability that one check fails by timeout, independent of the last one. */
  readonly luck?: number;
}

const OK = { port: 'OPEN', liveness: 'OK', readiness: 'OK' } as const;

function saying(liveness: Outcome, readiness: Outcome = liveness, more: Partial<Behaviour> = {}): Behaviour {
  return { ...OK, liveness, readiness, ...more };
}

/** What processes do, with what each of those who ask is answered. */
export const BEHAVIOURS = {
  'well': OK,
  'boots': { ...OK, port: 'CLOSED' },
  'hangs': { ...saying('TIMEOUT'), tls: 'TIMEOUT' },
  'hangs with a full accept queue': { ...saying('TIMEOUT'), port: 'SILENT' },
  'closed its port': { ...OK, port: 'CLOSED' },
  'listens on loopback': { ...OK, port: 'LOOPBACK' },
  'listens on its own address only': { ...OK, port: 'OWN_ADDRESS' },
  'speaks another protocol': { ...saying('OTHER_PROTOCOL'), tls: 'PROTOCOL_ERROR' },
  'certificate is invalid': { ...OK, tls: 'CERTIFICATE_INVALID' },
  'certificate expires soon': { ...OK, tls: 'CERTIFICATE_EXPIRING' },
  'resets TLS': { ...saying('PROTOCOL_ERROR'), tls: 'PROTOCOL_ERROR' },
  'liveness fails': saying('UNHEALTHY'),
  'liveness alone fails': saying('UNHEALTHY', 'OK'),
  'a component is down': saying('OK', 'UNHEALTHY', { down: ['cache'] }),
  'the database is down': saying('OK', 'UNHEALTHY', { down: ['db'] }),
  'needs people': saying('OK', 'NEEDS_PEOPLE'),
  'sheds load': saying('OVERLOADED', 'OVERLOADED', { inside: 'OK' }),
  'is slow': saying('SLOW', 'SLOW', { pace: 0.4 }),
  'answers near the timeout': saying('OK', 'OK', { pace: 0.8, inside: 'TIMEOUT' }),
  'flaps': saying('OK', 'OK', { luck: 0.4 }),
  'refuses the Host header': saying('REQUEST_REFUSED', 'REQUEST_REFUSED', { inside: 'OK' }),
  'serves nothing at the path': saying('MISSING'),
  'is out of service': saying('OK', 'OUT_OF_SERVICE'),
  'is not ready yet': saying('NOT_YET'),
} as const satisfies Readonly<Record<string, Behaviour>>;

export type State = keyof typeof BEHAVIOURS;

/** What one of those who ask gets. */
export type Answer = 'WELL' | 'TIMEOUT' | 'MISMATCH' | 'FAILED';

const RIGHT: readonly Outcome[] = ['OK', 'SLOW', 'DEGRADED'];

/** What an endpoint's outcome is to a checker that knows success, timeout, a wrong status and a broken connection alone. */
export function answerOf(outcome: Outcome): Answer {
  if (RIGHT.includes(outcome)) { return 'WELL'; }
  if (outcome === 'TIMEOUT' || outcome === 'UNREACHABLE') { return 'TIMEOUT'; }
  return outcome === 'REFUSED' || outcome === 'PROTOCOL_ERROR' || outcome === 'OTHER_PROTOCOL' ? 'FAILED' : 'MISMATCH';
}
