import type { Read } from './evidence/fleet-evidence';
import { look, type EvidenceSource, type LookDeps } from './look';
import type { Report } from './report/report';
import type { Plan } from '../../src/shared/plan';
import type { ServiceEvidence, TaskIdentity } from '../diagnosis/evidence';

/** What a verification of one service needs from outside. */
export interface VerifyDeps extends Omit<LookDeps, 'evidence'> {
  readEvidence(plan: Plan, signal: AbortSignal): Promise<ServiceEvidence>;
  /** Reads some tasks once more. */
  readIdentities(plan: Plan, arns: readonly string[], signal: AbortSignal): Promise<readonly TaskIdentity[]>;
}

/** Share of the deadline that may pass until ECS has answered; the probes need the rest. */
export const EVIDENCE_SHARE = 0.6;

/** Verifies one service once, with all evidence as it is now. Never rejects: the verifier's own failure is a report with PROBER_FAULT. */
export async function verifyOnce(plan: Plan, deps: VerifyDeps): Promise<Report> {
  const { roundDeadlineMs: deadlineMs } = plan.timing;
  const evidence: EvidenceSource = {
    read: async (plans, signal) => readEach(plans, (each) => deps.readEvidence(each, signal)),
    identities: async (rereads, signal) => {
      const arns = new Map(rereads.map((reread) => [reread.plan, reread.arns]));
      return readEach([...arns.keys()], (each) => deps.readIdentities(each, arns.get(each)!, signal));
    },
  };
  const reports = await look([plan], { evidenceMs: deadlineMs * EVIDENCE_SHARE, deadlineMs }, { ...deps, evidence });
  return reports.get(plan)!;
}

async function readEach<T>(plans: readonly Plan[], read: (plan: Plan) => Promise<T>): Promise<Read<T>> {
  return new Map(await Promise.all(plans.map(async (plan): Promise<[Plan, T | Error]> => {
    try {
      return [plan, await read(plan)];
    } catch (error) {
      return [plan, error instanceof Error ? error : new Error(String(error))];
    }
  })));
}
