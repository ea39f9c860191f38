import type { Analysis, AnalysisRequest } from './analyses';
import { explain } from './explanations';
import { clientToken, DAY_MS, mayStart } from './limit';
import { isUnreached, type PathEvidence } from './path-evidence';
import type { Plan, ProbedPlan, ReachabilityPlan } from '../../src/verification/plan';
import type { ExaminedTask } from '../diagnosis/evidence';
import { isProbed } from '../probed-plan';
import { describeError } from '../verify';

/** What the Reachability Analyzer offers. */
export interface Analyzer {
  readAnalyses(service: string, abortSignal: AbortSignal): Promise<readonly Analysis[]>;
  startAnalysis(request: AnalysisRequest, abortSignal: AbortSignal): Promise<void>;
  discardAnalysis(analysis: Analysis, abortSignal: AbortSignal): Promise<void>;
}

/** A look waits no longer than this for EC2, and never for an analysis. */
const LONGEST_MS = 5_000;

/**
 * Asks AWS's Reachability Analyzer why no packet reaches a task. One look starts an analysis, a later one finds its answer; in between
 * nothing is kept here but when this execution environment last tried: EC2 keeps the analyses, and their tags say whose they are.
 */
export class Reachability {
  private readonly attempts = new Map<string, number>();

  /**
   * @param analyzer loads what talks to EC2
   * @param now milliseconds since the epoch
   */
  public constructor(private readonly analyzer: () => Analyzer, private readonly now: () => number = Date.now) {}

  /** What is known of the way to the first task that no packet reaches; undefined when all are reached or nobody asked. Never rejects. */
  public async explain(plan: Plan, tasks: readonly ExaminedTask[]): Promise<PathEvidence | undefined> {
    const unreached = tasks.filter(({ diagnosis }) => isUnreached(diagnosis));
    if (!plan.reachability || unreached.length === 0) return undefined;
    try {
      return await this.ask(plan, plan.reachability, unreached, AbortSignal.timeout(LONGEST_MS));
    } catch (error) {
      return { notes: [`the Reachability Analyzer could not be asked: ${describeError(error)}`] };
    }
  }

  private async ask(plan: Plan, limits: ReachabilityPlan, unreached: readonly ExaminedTask[], signal: AbortSignal): Promise<PathEvidence> {
    const service = `${plan.service.cluster}/${plan.service.name}`;
    const now = this.now();
    const known = await this.analyzer().readAnalyses(service, signal);
    const answered = known.find(({ status, startedAt }) => status === 'succeeded' && now - startedAt < DAY_MS);
    const unanswered = known[0] === answered ? [] : known.slice(0, 1).map(describeUnanswered);
    const isTried = now - (this.attempts.get(service) ?? -Infinity) < limits.intervalSeconds * 1_000;
    const target = unreached.find(({ evidence }) => evidence.networkInterface);
    const answer = answered ? describeAnswer(answered) : { notes: [] };
    const isDue = !isTried && mayStart(known.map(({ startedAt }) => startedAt), now, limits);
    if (!target || !isProbed(plan) || !isDue) return { ...answer, notes: [...answer.notes, ...unanswered] };
    // Before the first request: what fails is not tried again before the interval is over either.
    this.attempts.set(service, now);
    await this.start(plan, limits, service, target, signal);
    await Promise.allSettled(known.filter(({ startedAt }) => now - startedAt >= DAY_MS).map((old) => this.analyzer().discardAnalysis(old, signal)));
    const asked = `the Reachability Analyzer was asked about the way to task ${target.evidence.task}: a later look has its answer`;
    return { ...answer, notes: [...answer.notes, asked] };
  }

  private async start(
    { port, liveness }: ProbedPlan, limits: ReachabilityPlan, service: string, { evidence }: ExaminedTask, signal: AbortSignal,
  ): Promise<void> {
    await this.analyzer().startAnalysis({
      service,
      task: evidence.task,
      source: limits.source,
      destination: evidence.networkInterface!,
      port: liveness.port ?? port,
      protocol: liveness.protocol === 'udp' ? 'udp' : 'tcp',
      token: clientToken(service, this.now(), limits),
    }, signal);
  }
}

function describeAnswer({ task, startedAt, pathFound, explanations }: Analysis): PathEvidence {
  const about = `Reachability Analyzer at ${new Date(startedAt).toISOString()}, task ${task ?? 'unknown'}`;
  const why = explain(explanations);
  if (pathFound) return { task, notes: [`${about}: routes, security groups and network ACLs let the packet through; look at the host itself`] };
  return why ? { task, cause: `${about}: ${why}`, notes: [] } : { task, notes: [`${about}: there is no path, and no explanation`] };
}

function describeUnanswered({ status, startedAt, task, message }: Analysis): string {
  const since = new Date(startedAt).toISOString();
  return status === 'failed'
    ? `the Reachability Analyzer failed at ${since}: ${(message ?? 'no reason given').replace(/[^\x20-\x7e]/g, '?').slice(0, 200)}`
    : `the Reachability Analyzer has been looking at the way to task ${task ?? 'unknown'} since ${since}`;
}
