import type { RecoveryRequest } from './recovery/machine-state';
import { recover, type Recovered } from './recovery/recover';
import { createSurroundings } from './recovery/surroundings';

const surroundings = createSurroundings();

/**
 * Does one step of a recovery for the state machine that runs it: reads and decides. It can change nothing itself.
 * Throws when it could not read what a decision needs; the state machine then tells people.
 */
export async function handler(request: RecoveryRequest): Promise<Recovered> {
  const recovered = await recover(request, surroundings);
  const { step, execution: { name: incident } } = request;
  const told = 'decision' in recovered ? { decision: recovered.decision, guard: recovered.guard, reason: recovered.reason, task: recovered.task?.task } : {};
  // Straight to the output, where Lambda's console would put a prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ level: 'INFO', incident, step, ...told })}\n`);
  return recovered;
}
