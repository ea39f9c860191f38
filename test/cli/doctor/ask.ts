import { type DoctorRequest, type DoctorResult, runDoctor } from '../../../cli/doctor/run';
import { RateBudget } from '../../../lambda/verification/evidence/rate-budget';
import type { Sandbox } from '../../../sandbox/sandbox';

/** A sandbox's minutes pass in seconds, and so do its limits. */
const QUICK = { perSecond: 200, burst: 20 };

/** What `doctor` answers about what runs in a sandbox. */
export async function ask(sandbox: Sandbox, request: Partial<DoctorRequest> = {}): Promise<DoctorResult> {
  const before = { ...process.env };
  Object.assign(process.env, sandbox.awsEnvironment);
  try {
    const budget = new RateBudget(QUICK, 1);
    const asked = { clusters: [], services: [], json: false, color: false, sinceMs: 3_600_000, ...request };
    return await runDoctor(asked, () => {}, { now: () => sandbox.clock.now, turnsOf: () => budget });
  } finally {
    process.env = before;
  }
}
