import type { Analysis, AnalysisRequest } from './analyses';
import { clientToken, mayStart } from './analysis-limits';
import { explain } from './explanations';
import { isUnreached, type PathEvidence } from './path-evidence';
import type { Plan, ProbedPlan, ReachabilityPlan } from '../../src/shared/plan';
import { DAY_MS } from '../../src/shared/time';
import type { ExaminedTask } from '../diagnosis/evidence';
import { describeError } from '../shared/describe-error';
import { isProbed } from '../shared/probed-plan';
import { asciiLine } from '../shared/text';
import { timeout } from '../shared/timeout';

/** What the Reachability Analyzer offers. */
export interface Analyzer {
  readAnalyses(service: string, abortSignal: AbortSignal): Promise<readonly Analysis[]>;
  startAnalysis(request: AnalysisRequest, abortSignal: AbortSignal): Promise<void>;
  discardAnalysis(analysis: Analysis, abortSignal: AbortSignal): Promise<void>;
}

/** A verification waits no longer than this for EC2, and never for an analysis. */
const LONGEST_MS = 5_000;

/**
 * Has AWS's Reachability Analyzer explain why no packet reaches a task. One verification starts an analysis, a later one reads its
 * result. EC2 keeps the analyses, with tags that name their service; only the time of the last attempt is kept here.
 */
export class Reachability {
  private readonly attempts = new Map<string, number>();

  /**
   * @param analyzer loads what talks to EC2
   * @param now milliseconds since the epoch
   */
  constructor(private readonly analyzer: () => Analyzer, private readonly now: () => number = Date.now) {}

  /**
   * What is known of the path to the first task that no packet reaches; undefined when all are reached or nothing is analysed. Never
   * rejects.
   */
  public async explain(plan: Plan, tasks: readonly ExaminedTask[]): Promise<PathEvidence | undefined> {
    const unreached = tasks.filter(({ diagnosis }) => isUnreached(diagnosis));
    if (!plan.reachability || unreached.length === 0) { return undefined; }
    try {
      return await this.analyse(plan, plan.reachability, unreached, timeout(LONGEST_MS));
    } catch (error) {
      return { notes: [`the Reachability Analyzer did not answer: ${describeError(error)}`] };
    }
  }

  private async analyse(
    plan: Plan, limits: ReachabilityPlan, unreached: readonly ExaminedTask[], signal: AbortSignal,
  ): Promise<PathEvidence> {
    const service = `${plan.service.cluster}/${plan.service.name}`;
    const now = this.now();
    const known = await this.analyzer().readAnalyses(service, signal);
    const answered = known.find(({ status, startedAt }) => status === 'succeeded' && now - startedAt < DAY_MS);
    const unanswered = known[0] === answered ? [] : known.slice(0, 1).map(describeUnanswered);
    const isTried = now - (this.attempts.get(service) ?? -Infinity) < limits.intervalSeconds * 1_000;
    const target = unreached.find(({ evidence }) => evidence.networkInterface);
    const answer = answered ? describeAnswer(answered) : { notes: [] };
    const isDue = !isTried && mayStart(known.map(({ startedAt }) => startedAt), now, limits);
    if (!target || !isProbed(plan) || !isDue) { return { ...answer, notes: [...answer.notes, ...unanswered] }; }
    // Before the first request: what fails is not tried again before the interval is over either.
    this.attempts.set(service, now);
    await this.start(plan, limits, service, target, signal);
    await Promise.allSettled(
      known.filter(({ startedAt }) => now - startedAt >= DAY_MS).map((old) => this.analyzer().discardAnalysis(old, signal)),
    );
    const started = `the Reachability Analyzer is analysing the path to task ${target.evidence.task}: `
      + 'a later verification reports the result';
    return { ...answer, notes: [...answer.notes, started] };
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
  if (pathFound) {
    return { task, notes: [`${about}: routes, security groups and network ACLs let the packet through; check the host itself`] };
  }
  return why ? { task, cause: `${about}: ${why}`, notes: [] } : { task, notes: [`${about}: there is no path, and no explanation`] };
}

function describeUnanswered({ status, startedAt, task, message }: Analysis): string {
  const since = new Date(startedAt).toISOString();
  return status === 'failed'
    ? `the Reachability Analyzer failed at ${since}: ${asciiLine(message ?? 'no reason given', 200)}`
    : `the Reachability Analyzer has been analysing the path to task ${task ?? 'unknown'} since ${since}`;
}
