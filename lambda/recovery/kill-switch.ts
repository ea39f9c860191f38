const READ_MS = 8_000;
const OFF = 'off';

/** Whether the parameter says off. Never rejects: a switch that cannot be read is off. */
export async function isSwitchedOff(parameter: string): Promise<boolean> {
  try {
    // The client is loaded when it is needed, as in the verifier.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { readParameter } = require('../secrets/secret-clients') as typeof import('../secrets/secret-clients');
    const value = await readParameter(parameter, AbortSignal.timeout(READ_MS));
    return value === undefined || value.trim().toLowerCase() === OFF;
  } catch {
    return true;
  }
}
