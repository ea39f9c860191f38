/** Where the verifier's metrics live and what they are called; imports nothing, as the plan. */
export const METRIC_NAMESPACE = 'LayeredHealth';

export const METRIC = {
  tasksFailing: 'TasksFailing',
  restartWouldHelp: 'RestartWouldHelp',
  needsPeople: 'NeedsPeople',
  tasksVerified: 'TasksVerified',
} as const;
