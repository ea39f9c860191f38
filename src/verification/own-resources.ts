import type { IConstruct } from 'constructs';

/** What `FunctionSettings` can change. */
export const OWN_RESOURCES = {
  functions: new WeakSet<IConstruct>(),
  /** Log groups of the functions. */
  functionLogs: new WeakSet<IConstruct>(),
  /** Log groups whose retention is an option of what creates them. */
  otherLogs: new WeakSet<IConstruct>(),
};
