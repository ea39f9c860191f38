import { decideDrain, type InstanceDecision, type InstanceFacts, type Suspect } from './decide-drain';
import { instanceMessage, type InstanceMessage } from './instance-message';
import type { InstanceSettings } from '../../../src/shared/instance-settings';
import { readActs, withAct } from '../../../src/shared/ledger';
import type { Verification } from '../../signals/verify-now';
import type { TaskReport } from '../../verification/report/report';

/** The event with which the state machine calls the function. */
export interface InstanceRequest {
  readonly settings: InstanceSettings;
  /** Of the verification before. */
  readonly recovery?: { readonly suspects?: readonly Suspect[] };
  /** Once the execution holds the lock. */
  readonly ledger?: { readonly acts?: string };
}

export type InstanceAnswer = InstanceDecision & {
  /** What the ledger holds once this drain is recorded. */
  readonly acts: string;
  /** ISO time of this decision. */
  readonly now: string;
  /** ISO time until which the lock holds. */
  readonly until: string;
  readonly message: InstanceMessage;
};

/** What a recovery of instances needs from outside. None of it changes anything in AWS. */
export interface InstanceDeps {
  /** Verifies the service of a registered plan once. Never rejects. */
  verify(plan: string): Promise<Verification>;
  /** Rejects when ECS does not answer. */
  readInstances(cluster: string, reports: readonly TaskReport[]): Promise<InstanceFacts[]>;
  /** Never rejects: a switch that cannot be read is off. */
  isSwitchedOff(parameter: string): Promise<boolean>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Longer than the time from one verification to the next. */
const LOCK_MS = 5 * 60_000;

/** Reads the instances of a cluster and decides. Only the state machine acts. Rejects when ECS does not answer. */
export async function recoverInstances({ settings, recovery, ledger }: InstanceRequest, deps: InstanceDeps): Promise<InstanceAnswer> {
  const verifications = await Promise.all(settings.plans.map((plan) => deps.verify(plan)));
  const reports = verifications.flatMap((verification) => verification.status === 'VERIFIED' ? verification.report.tasks : []);
  const [instances, switchedOff] = await Promise.all([
    deps.readInstances(settings.cluster, reports),
    deps.isSwitchedOff(settings.killSwitch),
  ]);
  const now = deps.now();
  const acts = ledger && readActs(ledger.acts ?? '');
  const decision = decideDrain({ instances, switchedOff }, { suspects: recovery?.suspects ?? [], ...acts ? { acts } : {} }, settings, now);
  return {
    ...decision,
    acts: withAct(acts ?? [], now),
    now: new Date(now).toISOString(),
    until: new Date(now + LOCK_MS).toISOString(),
    message: instanceMessage(decision, settings, now),
  };
}
