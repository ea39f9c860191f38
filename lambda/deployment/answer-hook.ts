import { decideStage, type RevisionVerdict, type StageDecision } from './decide-stage';
import { hookPlan, readHookCall, type HookCall } from './hook-call';
import { judgeReport } from './judge-report';
import { MOST_REASONS, refusalMessage } from './refusal-message';
import type { GateTerms } from '../../src/shared/gate-terms';
import type { AlertsPlan, Plan } from '../../src/shared/plan';
import { cleanText } from '../shared/text';
import type { Message } from '../signals/message';
import { readReport } from '../signals/read-report';

/** What ECS gets as an answer. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html */
export type HookAnswer =
  | { readonly hookStatus: 'SUCCEEDED' }
  /** `hookDetails` hold the diagnosis. */
  | { readonly hookStatus: 'FAILED'; readonly hookDetails: Readonly<Record<string, unknown>> }
  /** `callBackDelay`: seconds until ECS calls again; it hands `hookDetails` back then. */
  | { readonly hookStatus: 'IN_PROGRESS'; readonly callBackDelay: number; readonly hookDetails: Readonly<Record<string, unknown>> };

/** What the gate needs from outside. */
export interface GateDeps {
  /** Calls the verifier for one verification. Rejects when it does not answer. */
  verify(verifier: string, plan: Plan): Promise<unknown>;
  notify(message: Message, alerts: AlertsPlan): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The answer, and what the log says of it. */
export interface HookJudgement {
  readonly answer: HookAnswer;
  readonly stage: string;
  readonly service: string;
  readonly why: StageDecision['why'] | 'TOO_EARLY' | 'ROLLING_BACK' | 'MALFORMED';
  readonly reasons: readonly string[];
  /** Why a message could not be sent. */
  readonly notificationError?: string;
}

/**
 * Answers one call of a hook. Never rejects: ECS rolls back on any error, also where it is rolling back already.
 *
 * The same call with the same answers of the verifier gives the same decision: all that is remembered travels with the call.
 */
export async function answerHook(event: unknown, deps: GateDeps): Promise<HookJudgement> {
  const call = readHookCall(event);
  const { stage, serviceArn: service, terms } = call;
  const pass = (why: HookJudgement['why']): HookJudgement => ({ answer: { hookStatus: 'SUCCEEDED' }, stage, service, why, reasons: [] });
  if (call.rollingBack) { return pass('ROLLING_BACK'); }
  if (call.tooEarly) { return pass('TOO_EARLY'); }
  if (!terms || !call.serviceArn || !call.revisionArn) {
    const reasons = [`the call names no ${terms ? 'service or revision' : 'plan in its hookDetails'}`];
    return { answer: { hookStatus: 'FAILED', hookDetails: { reasons } }, stage, service, why: 'MALFORMED', reasons };
  }
  const found = await verifyRevision(call, terms, deps);
  const { reasons } = found;
  const decision = decideStage(found, call.progress, stage, terms, deps.now());
  const notificationError = await notifyRefusal(call, decision, reasons, terms, deps);
  const answer = answerOf(call, decision, reasons, terms);
  return { answer, stage, service, why: decision.why, reasons, ...notificationError ? { notificationError } : {} };
}

async function verifyRevision(call: HookCall, terms: GateTerms, { verify }: GateDeps): Promise<RevisionVerdict> {
  const plan = hookPlan(call, terms);
  const unknown = (reason: string): RevisionVerdict => ({ verdict: 'UNKNOWN', tasks: '', reasons: [reason] });
  try {
    const report = readReport(await verify(terms.verifier, plan));
    return report ? judgeReport(report, plan.frontDoor !== undefined) : unknown('the verifier did not answer with a report');
  } catch (error) {
    return unknown(`the verifier did not answer: ${cleanText(String(error))}`);
  }
}

/** A message that cannot be sent changes no decision; the log says why. */
async function notifyRefusal(
  call: HookCall, decision: StageDecision, reasons: readonly string[], { alerts }: GateTerms, { notify }: GateDeps,
): Promise<string | undefined> {
  const message = alerts && refusalMessage(call, decision, reasons);
  if (!message) { return undefined; }
  try {
    await notify(message, alerts);
    return undefined;
  } catch (error) {
    return cleanText(String(error));
  }
}

function answerOf(
  { details }: HookCall, { hookStatus, why, progress }: StageDecision, reasons: readonly string[], { intervalSeconds }: GateTerms,
): HookAnswer {
  if (hookStatus === 'SUCCEEDED') { return { hookStatus }; }
  if (hookStatus === 'FAILED') {
    return { hookStatus, hookDetails: { why, reasons: reasons.slice(0, MOST_REASONS).map((reason) => cleanText(reason)) } };
  }
  // All of it: whether ECS keeps what is not sent again is not documented.
  return { hookStatus, callBackDelay: intervalSeconds, hookDetails: { ...details, progress } };
}
