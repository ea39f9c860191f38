/** What the environment may set. Times are in milliseconds. */
export interface Settings {
  /** HOST: address to listen on. */
  readonly host: string;
  /** PORT: port to listen on; 0 takes any. */
  readonly port: number;
  /** SHUTDOWN_DELAY_MS: between failing readiness and closing the port; what the load balancer needs to notice. */
  readonly shutdownDelay: number;
  /** DATABASE_ADDRESS: host:port of the database; without it the service brings its own stand-in. */
  readonly databaseAddress?: string;
  /** DATABASE_TIMEOUT_MS: how long readiness waits for the database. */
  readonly databaseTimeout: number;
  /** WORKER_INTERVAL_MS: between two jobs of the worker. */
  readonly workerInterval: number;
  /** RECOVERY_INTERVAL_MS: between two checks of the worker by the recovery. A worker that did nothing for as long has stalled. */
  readonly recoveryInterval: number;
  /** FAULT_CONTROL=stdin: whether faults may be injected, see faults.ts. */
  readonly faultControl: boolean;
}

/** The token under which Nest injects the settings. */
export const SETTINGS = Symbol('Settings');

/** Reads the environment; an error says which variable is wrong. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const number = (name: string, usual: number): number => {
    const text = environment[name] ?? String(usual);
    if (!/^\d{1,7}$/.test(text)) {
      throw new Error(`${name} is not a number: got ${JSON.stringify(text)}, allowed: a whole number up to 9999999`);
    }
    return Number(text);
  };
  const workerInterval = number('WORKER_INTERVAL_MS', 1000);
  const recoveryInterval = number('RECOVERY_INTERVAL_MS', 5000);
  if (recoveryInterval < 2 * workerInterval) {
    throw new Error(
      `RECOVERY_INTERVAL_MS gives a restarted worker no time to show that it works: got ${recoveryInterval}, allowed: `
        + `from ${2 * workerInterval}, twice WORKER_INTERVAL_MS`,
    );
  }
  const databaseAddress = environment.DATABASE_ADDRESS;
  if (databaseAddress && !/^.+:\d+$/.test(databaseAddress)) {
    throw new Error(`DATABASE_ADDRESS is not an address: got ${JSON.stringify(databaseAddress)}, allowed: host:port`);
  }
  return {
    host: environment.HOST ?? '0.0.0.0',
    port: number('PORT', 3000),
    shutdownDelay: number('SHUTDOWN_DELAY_MS', 5000),
    databaseAddress,
    databaseTimeout: number('DATABASE_TIMEOUT_MS', 1000),
    workerInterval,
    recoveryInterval,
    faultControl: environment.FAULT_CONTROL === 'stdin',
  };
}
