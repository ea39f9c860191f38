import type { Plan } from '../../src/shared/plan';
import { createLambdaClient, invoke } from '../shared/invoke';

/** What a verification takes beside its round: a cold start of both functions, and the answer. */
const RESERVE_MS = 10_000;

let functions: ReturnType<typeof createLambdaClient> | undefined;

/** Calls the verifier and returns what it answers. */
export async function callVerifier(functionArn: string, plan: unknown, abortSignal: AbortSignal): Promise<unknown> {
  functions ??= createLambdaClient();
  return invoke(functions, functionArn, 'the verifier', plan, abortSignal);
}

/** Milliseconds after which a verification of one round is late. */
export function verificationTimeoutMs({ timing }: Pick<Plan, 'timing'>): number {
  return timing.roundDeadlineMs + RESERVE_MS;
}
