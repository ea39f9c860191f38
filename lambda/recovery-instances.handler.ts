import { ECSClient } from '@aws-sdk/client-ecs';
import { verifyNow } from './alerts/verify-now';
import { CLIENT_SETTINGS } from './evidence/client-settings';
import { isSwitchedOff } from './recovery/kill-switch';
import { decide } from './recovery-instances/decide';
import type { InstanceDecision, Suspect } from './recovery-instances/decide';
import { instanceMessage } from './recovery-instances/instance-message';
import type { InstanceMessage } from './recovery-instances/instance-message';
import { readInstances } from './recovery-instances/read-instances';
import type { TaskReport } from './report/report';
import type { InstanceSettings } from '../src/recovery/instance-settings';

/** What the state machine hands over. */
export interface InstanceRequest {
  readonly settings: InstanceSettings;
  /** Of the look before. */
  readonly recovery?: { readonly suspects?: readonly Suspect[] };
  /** Once the execution holds the lock: times of drains, joined by commas. */
  readonly ledger?: { readonly acts?: string };
}

export interface InstanceAnswer extends InstanceDecision {
  /** What the ledger is to hold once this drain is recorded. */
  readonly acts: string;
  /** ISO times: of this look, and until when the lock holds. */
  readonly now: string;
  readonly until: string;
  readonly message: InstanceMessage;
}

const READ_MS = 15_000;
const VERIFY_MS = 60_000;
/** Longer than it takes from one look to the next. */
const LOCK_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

const ecs = new ECSClient(CLIENT_SETTINGS);

/** Looks at the instances of a cluster and decides. It can change nothing. Throws when ECS does not answer. */
export async function handler({ settings, recovery, ledger }: InstanceRequest): Promise<InstanceAnswer> {
  const verified = await Promise.all(settings.schedules.map((schedule) => verifyNow(schedule, VERIFY_MS)));
  const reports: TaskReport[] = verified.flatMap(({ report }) => [...report?.tasks ?? []]);
  const [instances, switchedOff] = await Promise.all([
    readInstances(ecs, settings.cluster, reports, AbortSignal.timeout(READ_MS)),
    isSwitchedOff(settings.killSwitch),
  ]);
  const now = Date.now();
  const acts = ledger && actsIn(ledger.acts, now);
  const decision = decide({ instances, switchedOff }, { suspects: recovery?.suspects ?? [], ...acts ? { acts } : {} }, settings, now);
  process.stdout.write(`${JSON.stringify({ level: 'INFO', cluster: settings.cluster, ...decision })}\n`);
  return {
    ...decision,
    acts: [...acts ?? [], now].join(),
    now: new Date(now).toISOString(),
    until: new Date(now + LOCK_MS).toISOString(),
    message: instanceMessage(decision, settings, now),
  };
}

/** What is older than a day counts in no window. */
function actsIn(text = '', now: number): number[] {
  return text.split(',').filter(Boolean).map(Number).filter((at) => now - at < DAY_MS);
}
