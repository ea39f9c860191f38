/** Where the verifier's metrics live and what they are called; imports nothing, as the plan. */
export const METRIC_NAMESPACE = 'LayeredHealth';

export const METRIC = {
  tasksFailing: 'TasksFailing',
  restartWouldHelp: 'RestartWouldHelp',
  needsPeople: 'NeedsPeople',
  tasksVerified: 'TasksVerified',
  // Published only while there is something to say, so that a service that is well does not pay for them.
  tasksMissing: 'TasksMissing',
  tasksCrashed: 'TasksCrashed',
  deploying: 'Deploying',
  deploymentFailed: 'DeploymentFailed',
} as const;
