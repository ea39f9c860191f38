import { ECSClient } from '@aws-sdk/client-ecs';
import { readInstances } from './recovery/instances/read-instances';
import { recoverInstances, type InstanceAnswer, type InstanceDeps, type InstanceRequest } from './recovery/instances/recover-instances';
import { isSwitchedOff } from './recovery/kill-switch';
import { CLIENT_SETTINGS } from './shared/client-settings';
import { writeLogLine } from './shared/log-line';
import { timeout } from './shared/timeout';
import { verifyNow } from './signals/verify-now';

const READ_MS = 15_000;
const VERIFY_MS = 60_000;

const ecs = new ECSClient(CLIENT_SETTINGS);
const deps: InstanceDeps = {
  verify: (plan) => verifyNow(plan, VERIFY_MS),
  readInstances: (cluster, reports) => readInstances(ecs, cluster, reports, timeout(READ_MS)),
  isSwitchedOff,
  now: Date.now,
};

/** Reads the instances of a cluster and decides whether to drain one. It can change nothing. Throws when ECS does not answer. */
export async function handler(request: InstanceRequest): Promise<InstanceAnswer> {
  const answer = await recoverInstances(request, deps);
  const { acts: _, now: __, until: ___, message: ____, ...decision } = answer;
  writeLogLine({ level: 'INFO', cluster: request.settings.cluster, ...decision });
  return answer;
}
