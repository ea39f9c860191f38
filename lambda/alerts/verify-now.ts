import { readReport } from './read-report';
import type { AlertsPlan, Plan } from '../../src/verification/plan';
import { isTopicArn } from '../events/request';
import type { Report } from '../report/report';

/** What became of a verification that somebody asked for. */
export interface Verified {
  /** The service that is meant, as its plan names it. */
  readonly service?: Plan['service'];
  readonly alerts?: AlertsPlan;
  readonly plan?: Plan;
  /** ARN of the function that verifies. */
  readonly verifier?: string;
  readonly report?: Report;
  /** Why nothing is known; a clause. */
  readonly problem?: string;
}

/** Reading a plan is one call. */
const READ_MS = 8_000;
/** What a verification takes beside its round: a cold start of both functions, and the answer. */
const RESERVE_MS = 10_000;

/**
 * Lets the verifier look once at the service of a schedule. Never rejects: what is known is told, and why the rest is not.
 * @param patience milliseconds that this may take at most
 */
export async function verifyNow(schedule: string, patience: number): Promise<Verified> {
  const began = Date.now();
  let known: Verified = {};
  try {
    // Most events need neither client, and every cold start would pay for both.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { callVerifier } = require('./verification-clients') as typeof import('./verification-clients');
    const { functionArn, plan } = await planOf(schedule, patience);
    known = { verifier: functionArn, service: plan.service, alerts: alertsOf(plan), plan };
    const left = Math.max(1, Math.min(plan.timing.roundDeadlineMs + RESERVE_MS, began + patience - Date.now()));
    const answer = await callVerifier(functionArn, { ...plan, timing: { ...plan.timing, rounds: 1 } }, AbortSignal.timeout(left))
      .catch((error: unknown) => { throw new Error(reasonOf(error, left)); });
    const report = readReport(answer);
    if (!report) return { ...known, problem: 'the verifier did not answer with a report' };
    return report.fault === 'PROBER_FAULT' ? { ...known, problem: report.evidence[0] ?? 'the verifier had trouble of its own' } : { ...known, report };
  } catch (error) {
    return { ...known, problem: (error as Error).message };
  }
}

/**
 * The plan that a schedule hands to the verifier. Rejects, with a clause in words, when there is none.
 * @param patience milliseconds that this may take at most
 */
export async function planOf(schedule: string, patience: number): Promise<{ readonly functionArn: string; readonly plan: Plan }> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readSchedule } = require('./verification-clients') as typeof import('./verification-clients');
  const { functionArn, input } = await readSchedule(schedule, AbortSignal.timeout(Math.min(READ_MS, patience)))
    .catch((error: unknown) => { throw new Error(`its schedule cannot be read (${nameOf(error)})`); });
  const plan = readPlan(input);
  if (!functionArn || !plan) throw new Error('its schedule hands no plan to a verifier');
  return { functionArn, plan };
}

/** Only as much as is used here; the verifier checks the rest. */
function readPlan(input = ''): Plan | undefined {
  try {
    const plan = JSON.parse(input) as Partial<Plan> | null;
    const named = typeof plan?.service?.name === 'string' && typeof plan.service.cluster === 'string';
    return named && typeof plan.timing?.roundDeadlineMs === 'number' ? plan as Plan : undefined;
  } catch {
    return undefined;
  }
}

function alertsOf({ alerts }: Plan): AlertsPlan | undefined {
  return isTopicArn(alerts?.topicArn) ? { topicArn: alerts.topicArn, format: alerts.format === 'CHAT' ? 'CHAT' : 'TEXT' } : undefined;
}

function reasonOf(error: unknown, milliseconds: number): string {
  const name = nameOf(error);
  if (name === 'AbortError' || name === 'TimeoutError') return `the verifier did not answer within ${Math.round(milliseconds / 1_000)} s`;
  // What `invoke` says itself is bounded; of AWS only the class of the error is told.
  return name === 'Error' ? (error as Error).message : `the verifier cannot be called (${name})`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
