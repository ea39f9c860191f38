/** Where the verifier's metrics live and what they are called; imports nothing, as the plan. */
export const METRIC_NAMESPACE = 'LayeredHealth';

/** Of a service; published only while above zero, so that a service that is well costs nothing. */
export const METRIC = {
  /** What the incident is about: tasks that a restart would help, and faults that need people. */
  faults: 'Faults',
  tasksFailing: 'TasksFailing',
  restartWouldHelp: 'TasksHelpedByRestart',
  needsPeople: 'FaultsNeedingPeople',
  tasksServing: 'TasksServing',
  tasksMissing: 'TasksMissing',
  tasksCrashed: 'TasksCrashed',
  deploying: 'DeploymentInProgress',
  deploymentFailed: 'DeploymentFailed',
  idleConnectionsClosed: 'IdleConnectionsClosed',
} as const;

/** Of a verifier, by shard; the first two every minute. */
export const VERIFIER_METRIC = {
  verified: 'ServicesVerified',
  unverified: 'ServicesUnverified',
  throttled: 'ReadsThrottled',
} as const;
