import { callVerifier } from './alerts/call-verifier';
import { publish } from './alerts/publish';
import { judgeHook } from './gate/hook';
import type { GateSurroundings, HookAnswer } from './gate/hook';

/** What a verification takes beside its round: a cold start of both functions, and the answer. */
const RESERVE_MS = 10_000;

const surroundings: GateSurroundings = {
  verify: (verifier, plan) => callVerifier(verifier, plan, AbortSignal.timeout(plan.timing.roundDeadlineMs + RESERVE_MS)),
  tell: publish,
  now: Date.now,
};

/** Says to ECS whether a deployment may go on. */
export async function handler(event: unknown): Promise<HookAnswer> {
  const { answer, ...judged } = await judgeHook(event, surroundings);
  // Straight to the output, where Lambda's console would put a prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ level: answer.hookStatus === 'FAILED' ? 'ERROR' : 'INFO', hookStatus: answer.hookStatus, ...judged })}\n`);
  return answer;
}
