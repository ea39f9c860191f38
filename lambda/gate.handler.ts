import { answerHook, type GateDeps, type HookAnswer } from './deployment/answer-hook';
import { writeLogLine } from './shared/log-line';
import { timeout } from './shared/timeout';
import { callVerifier, verificationTimeoutMs } from './signals/call-verifier';
import { publish } from './signals/publish';

const deps: GateDeps = {
  verify: (verifier, plan) => callVerifier(verifier, plan, timeout(verificationTimeoutMs(plan))),
  notify: publish,
  now: Date.now,
};

/** Answers ECS whether a deployment may continue. */
export async function handler(event: unknown): Promise<HookAnswer> {
  const { answer, ...judgement } = await answerHook(event, deps);
  writeLogLine({ level: answer.hookStatus === 'FAILED' ? 'ERROR' : 'INFO', hookStatus: answer.hookStatus, ...judgement });
  return answer;
}
