import { decide } from './decide';
import type { Decision, Finding } from './decide';
import { planOfCall, readHookCall } from './hook-call';
import type { HookCall } from './hook-call';
import { judge } from './judge';
import { messageOfRefusal, MOST_REASONS } from './refusal-message';
import type { GateTerms } from '../../src/deployment/hook-details';
import type { AlertsPlan, Plan } from '../../src/verification/plan';
import { readReport } from '../alerts/read-report';
import { cleanText } from '../engine/text';
import type { Message } from '../events/message';

/** What ECS gets as an answer. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html */
export interface HookAnswer {
  readonly hookStatus: Decision['hookStatus'];
  /** Seconds until ECS calls again; with IN_PROGRESS only. */
  readonly callBackDelay?: number;
  /** Handed back with the next call; with FAILED the diagnosis. */
  readonly hookDetails?: Readonly<Record<string, unknown>>;
}

/** What the gate needs from outside. */
export interface GateSurroundings {
  /** Has the verifier look once. Rejects when it gives no answer. */
  verify(verifier: string, plan: Plan): Promise<unknown>;
  tell(message: Message, alerts: AlertsPlan): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Judged {
  readonly answer: HookAnswer;
  /** For the log. */
  readonly stage: string;
  readonly service: string;
  readonly why: Decision['why'] | 'TOO_EARLY' | 'ROLLING_BACK' | 'MALFORMED';
  readonly reasons: readonly string[];
  /** Why nobody could be told, where somebody should have been. */
  readonly untold?: string;
}

/**
 * Judges one call of a hook. Never rejects: ECS rolls back on any error, also where it is rolling back already.
 *
 * The same call with the same answers of the verifier gives the same decision: all that is remembered travels with the call.
 */
export async function judgeHook(event: unknown, surroundings: GateSurroundings): Promise<Judged> {
  const call = readHookCall(event);
  const { stage, serviceArn: service, terms } = call;
  const pass = (why: Judged['why']): Judged => ({ answer: { hookStatus: 'SUCCEEDED' }, stage, service, why, reasons: [] });
  if (call.rollingBack) return pass('ROLLING_BACK');
  if (call.tooEarly) return pass('TOO_EARLY');
  if (!terms || !call.serviceArn || !call.revisionArn) {
    const reasons = [`the call names no ${terms ? 'service or revision' : 'plan in its hookDetails'}`];
    return { answer: { hookStatus: 'FAILED', hookDetails: { reasons } }, stage, service, why: 'MALFORMED', reasons };
  }
  const found = await lookAt(call, terms, surroundings);
  const decision = decide(found, call.progress, stage, terms, surroundings.now());
  const untold = await tellOf(call, decision, found.reasons, terms, surroundings);
  const answer = answerOf(call, decision, found.reasons, terms);
  return { answer, stage, service, why: decision.why, reasons: found.reasons, ...untold ? { untold } : {} };
}

async function lookAt(call: HookCall, terms: GateTerms, { verify }: GateSurroundings): Promise<Finding> {
  const plan = planOfCall(call, terms);
  const unknown = (reason: string): Finding => ({ seen: 'UNKNOWN', tasks: '', reasons: [reason] });
  try {
    const report = readReport(await verify(terms.verifier, plan));
    return report ? judge(report, plan.frontDoor !== undefined) : unknown('the verifier did not answer with a report');
  } catch (error) {
    return unknown(`the verifier did not answer: ${cleanText(String(error))}`);
  }
}

/** A message that cannot be sent keeps nobody from being protected. */
async function tellOf(
  call: HookCall, decision: Decision, reasons: readonly string[], { alerts }: GateTerms, { tell }: GateSurroundings,
): Promise<string | undefined> {
  const message = alerts && messageOfRefusal(call, decision, reasons);
  if (!message) return undefined;
  try {
    await tell(message, alerts);
    return undefined;
  } catch (error) {
    return cleanText(String(error));
  }
}

function answerOf(
  { details }: HookCall, { hookStatus, why, progress }: Decision, reasons: readonly string[], { intervalSeconds }: GateTerms,
): HookAnswer {
  if (hookStatus === 'SUCCEEDED') return { hookStatus };
  if (hookStatus === 'FAILED') return { hookStatus, hookDetails: { why, reasons: reasons.slice(0, MOST_REASONS).map((reason) => cleanText(reason)) } };
  // All of it: whether ECS keeps what is not sent again is not documented.
  return { hookStatus, callBackDelay: intervalSeconds, hookDetails: { ...details, progress } };
}
