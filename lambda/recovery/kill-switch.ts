import { timeout } from '../shared/timeout';

const READ_MS = 8_000;
const OFF = 'off';

/** Whether the parameter is off. Never rejects: a switch that cannot be read is off. */
export async function isSwitchedOff(parameter: string): Promise<boolean> {
  try {
    // The client is loaded when it is first needed, as in the verifier.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { readParameter } = require('../shared/secrets/secret-clients') as typeof import('../shared/secrets/secret-clients');
    const value = await readParameter(parameter, timeout(READ_MS));
    return value === undefined || value.trim().toLowerCase() === OFF;
  } catch {
    return true;
  }
}
