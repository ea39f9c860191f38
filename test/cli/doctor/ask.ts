import { type DoctorRequest, type DoctorResult, runDoctor } from '../../../cli/doctor/run';
import { probe } from '../../../lambda/engine/probe';
import type { CheckResult, TargetProbe } from '../../../lambda/shared/check-result';
import type { ProbeRequest, ProbeResponse } from '../../../lambda/shared/probe-request';
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
    return await runDoctor(asked, () => {}, {
      now: () => sandbox.clock.now, turnsOf: () => budget, ask: (questions) => askIn(sandbox, questions),
    });
  } finally {
    process.env = before;
  }
}

/** Asks for real, as far as the sandbox's network lets a prober through. */
async function askIn({ network }: Sandbox, questions: ProbeRequest): Promise<ProbeResponse> {
  const lost = network.lostBy('prober');
  const answer = await probe(questions, { allowLocal: true });
  const targets = questions.targets.map(({ host, id }, index): TargetProbe => (lost[host] ? silence(id) : answer.targets[index]!));
  return { ...answer, targets };
}

function silence(id: string): TargetProbe {
  const check = (layer: 'L3' | 'L4', name: 'network' | 'port', outcome: 'TIMEOUT' | 'SKIPPED'): CheckResult => (
    { layer, check: name, status: outcome === 'SKIPPED' ? 'SKIPPED' : 'DOWN', outcome, ms: 0, detail: 'no answer' }
  );
  return { id, checks: [check('L3', 'network', 'TIMEOUT'), check('L4', 'port', 'SKIPPED')] };
}
