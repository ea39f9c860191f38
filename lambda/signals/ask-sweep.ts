import type { BlindShard } from './alarm';
import { readBlindSpots, type SweepAnswer } from './blind-message';
import { reasonOf, readVerifier, verificationClients } from './verify-now';
import type { SweepRequest, VerifierRecord } from '../../src/shared/registry';
import { timeout } from '../shared/timeout';

/** How much of the account's rate limits a sweep may use that a person waits for. */
const READ_BUDGET = 0.25;

/** What a verifier is, and what it says of the services that it cannot verify. Never rejects. */
export async function askSweep(
  { verifier, shard }: BlindShard, timeoutMs: number,
): Promise<{ readonly record?: VerifierRecord; readonly answer: SweepAnswer }> {
  let record: VerifierRecord | undefined;
  try {
    record = await readVerifier(verifier, timeoutMs);
  } catch (error) {
    return { answer: `its record cannot be read (${error instanceof Error ? error.name : 'unknown error'})` };
  }
  if (!record) { return { answer: 'it is not registered' }; }
  const request: SweepRequest = { sweep: verifier, shard, shards: record.shards, readBudget: READ_BUDGET };
  try {
    const answer = await verificationClients().callVerifier(record.function, request, timeout(timeoutMs));
    return { record, answer: readBlindSpots(answer) ?? 'it did not answer with the result of a sweep' };
  } catch (error) {
    return { record, answer: reasonOf(error, timeoutMs) };
  }
}
