import { isTopicArn } from './notifier-request';
import { readReport } from './read-report';
import type { AlertsPlan, Plan } from '../../src/shared/plan';
import { planParameter, readPlanId, verifierParameter, type VerifierRecord } from '../../src/shared/registry';
import { untilDeadline } from '../shared/retry';
import { timeout } from '../shared/timeout';
import { parseJson } from '../shared/untrusted-json';
import type { Report } from '../verification/report/report';

/** A plan as it is registered, and who verifies by it. */
export interface RegisteredPlan {
  /** ARN of the function that verifies. */
  readonly verifier: string;
  readonly plan: Plan;
}

/** The outcome of one verification: a report, or a clause that says why there is none. */
export type Verification =
  | { readonly status: 'VERIFIED'; readonly registered: RegisteredPlan; readonly report: Report }
  /** `registered` is absent where the plan could not be read. */
  | { readonly status: 'FAILED'; readonly registered?: RegisteredPlan; readonly reason: string };

/** Reading a plan is one call. */
const READ_MS = 8_000;

/**
 * Calls the verifier once for the service of a plan. Never rejects.
 * @param name `VERIFIER.PLAN`
 * @param timeoutMs milliseconds that this may take at most
 */
export async function verifyNow(name: string, timeoutMs: number): Promise<Verification> {
  const began = Date.now();
  let registered: RegisteredPlan;
  try {
    registered = await readRegisteredPlan(name, timeoutMs);
  } catch (error) {
    return { status: 'FAILED', reason: (error as Error).message };
  }
  const result = await callForReport(registered, began + timeoutMs - Date.now());
  return typeof result === 'string' ? { status: 'FAILED', registered, reason: result } : { status: 'VERIFIED', registered, report: result };
}

/**
 * A plan and who verifies by it. Rejects with a clause when there is none.
 * @param name `VERIFIER.PLAN`
 * @param timeoutMs milliseconds that this may take at most
 */
export async function readRegisteredPlan(name: string, timeoutMs: number): Promise<RegisteredPlan> {
  const id = readPlanId(name);
  if (!id) { throw new Error('its plan has no name that is allowed'); }
  const names = [verifierParameter(id.verifier), planParameter(id.verifier, id.plan)];
  const [record, plan] = await readRecords(names, timeoutMs).catch((error: unknown) => {
    throw new Error(`its plan cannot be read (${nameOf(error)})`);
  });
  const verifier = readVerifierRecord(record)?.function;
  const read = readPlan(plan);
  if (!verifier || !read) { throw new Error(`its ${read ? 'verifier' : 'plan'} is not registered`); }
  return { verifier, plan: read };
}

/** What the parameter of a verifier holds; rejects with the class of the error where it cannot be read. */
export async function readVerifier(verifier: string, timeoutMs: number): Promise<VerifierRecord | undefined> {
  return readVerifierRecord((await readRecords([verifierParameter(verifier)], timeoutMs))[0]);
}

/** The values of parameters, in the order of their names. */
async function readRecords(names: readonly string[], timeoutMs: number): Promise<Array<string | undefined>> {
  const signal = timeout(Math.min(READ_MS, timeoutMs));
  const parameters = await untilDeadline(() => verificationClients().readParameters(names, signal), signal);
  return names.map((name) => parameters.find((parameter) => parameter.name === name)?.value);
}

/** Where messages about a plan's service go; undefined where the plan names no topic. */
export function alertsOf({ alerts }: Pick<Plan, 'alerts'>): AlertsPlan | undefined {
  return isTopicArn(alerts?.topicArn) ? { topicArn: alerts.topicArn, format: alerts.format === 'CHAT' ? 'CHAT' : 'TEXT' } : undefined;
}

/** A report, or a clause that says why there is none. */
async function callForReport({ verifier, plan }: RegisteredPlan, remainingMs: number): Promise<Report | string> {
  const { callVerifier, verificationTimeoutMs } = verificationClients();
  const timeoutMs = Math.max(1, Math.min(verificationTimeoutMs(plan), remainingMs));
  let answer: unknown;
  try {
    answer = await callVerifier(verifier, plan, timeout(timeoutMs));
  } catch (error) {
    return reasonOf(error, timeoutMs);
  }
  const report = readReport(answer);
  if (!report) { return 'the verifier did not answer with a report'; }
  return report.fault === 'PROBER_FAULT' ? report.evidence[0] ?? 'the verifier reported a fault of its own' : report;
}

/** Most events need neither client, and every cold start would pay for both. */
export function verificationClients(): typeof import('./verification-clients') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./verification-clients') as typeof import('./verification-clients');
}

/** Only as much as is used here; the verifier checks the rest. */
function readPlan(value = ''): Plan | undefined {
  const plan = parseJson(value)?.value as Partial<Plan> | null | undefined;
  const named = typeof plan?.service?.name === 'string' && typeof plan.service.cluster === 'string';
  return named && typeof plan.timing?.roundDeadlineMs === 'number' ? plan as Plan : undefined;
}

function readVerifierRecord(value = ''): VerifierRecord | undefined {
  const record = parseJson(value)?.value as Partial<VerifierRecord> | null | undefined;
  return typeof record?.function === 'string' && Number.isInteger(record.shards) ? record as VerifierRecord : undefined;
}

/** A clause about a call of the verifier that failed. */
export function reasonOf(error: unknown, milliseconds: number): string {
  const name = nameOf(error);
  if (['AbortError', 'TimeoutError'].includes(name)) { return `the verifier did not answer within ${Math.round(milliseconds / 1_000)} s`; }
  // What `invoke` says itself is bounded; of an AWS error only its class, because its message may quote what was sent.
  return name === 'Error' ? (error as Error).message : `the verifier cannot be called (${name})`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
