import type { Act, Chronicle, Execution } from './readings';

/** What happened in a history, as far as two interpreters can be compared by it. */
export interface Trace {
  readonly executions: ReadonlyArray<Pick<Execution, 'states' | 'ended' | 'output' | 'error'>>;
  readonly acts: ReadonlyArray<Pick<Act, 'kind' | 'taskArn' | 'at'>>;
}

export function traceOf({ executions, acts }: Chronicle): Trace {
  return {
    // Messages of errors are an interpreter's own; names are the language's.
    executions: executions.map(({ states, ended, output, error }) => ({ states, ended, output, error: error?.split(':')[0] })),
    acts: acts.map(({ kind, taskArn, at }) => ({ kind, taskArn, at })),
  };
}
