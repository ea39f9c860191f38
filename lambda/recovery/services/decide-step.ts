import { anotherFails, isRestartable } from './candidate';
import { decideAfterStop } from './decide-after-stop';
import type { RecoveryFacts } from './facts';
import { findGeneralGuard, findGuard } from './guards';
import { attemptsOf, blockedBy, type Approval, type Decided, type Progress, type StageProgress } from './progress';
import { isDeploying, reported } from './service-facts';
import { FAULTS } from '../../diagnosis/faults';
import { restartAdvice } from '../../diagnosis/remedies';
import type { Report, TaskReport } from '../../verification/report/report';

/**
 * Decides what a recovery does next. Pure, so that every path through it can be tested. Nothing is done while a guard blocks it, and each
 * decision rests on facts of its own.
 */
export function decideStep(facts: RecoveryFacts, progress: Progress, approval?: Approval): Decided {
  if (progress.stage === 'LAST_RESORT') { return decideAfterStop(facts, progress); }
  const blocking = findGeneralGuard(facts);
  if (blocking) { return blockedBy(blocking); }
  const report = facts.report!; // else the diagnosis is unknown, and a guard blocks
  if (!facts.task) { return decideWithoutTask(facts, report, progress); }
  const task = reported(facts);
  if (task && isWellAgain(task)) { return decideHealthyAgain(task, facts, report, progress); }
  if (!task && report.fault === 'HEALTHY') {
    return ended(progress, 'ECS has replaced the task in the meantime, and the service is healthy');
  }
  if (task?.status === 'DOWN' && !isRestartable(task)) {
    const meaning = `it ${FAULTS[task.fault].meaning}`;
    return {
      decision: 'ESCALATED',
      reason: task.doubt
        ? `task ${task.task} fails: ${meaning}; ${restartAdvice(task).clause}`
        : `task ${task.task} now has a fault that no restart fixes: ${meaning}`,
    };
  }
  return decideAct(facts, progress, approval);
}

/** From the mildest act to the last resort. Each is in the past once its stage, or a later one, is reached. */
function decideAct(facts: RecoveryFacts, progress: StageProgress, approval: Approval | undefined): Decided {
  const { settings: { application, exit, approval: needsApproval } } = facts;
  const { stage } = progress;
  const task = facts.task!.task;
  const beforeContainer = stage === 'VERIFY' || stage === 'APPLICATION';
  if (application && beforeContainer && attemptsOf(progress) < application.attempts) {
    const attempt = `attempt ${attemptsOf(progress) + 1} of ${application.attempts}`;
    const blocking = findGuard(facts, 'ASK_APPLICATION');
    return blocking
      ? blockedBy(blocking)
      : { decision: 'ASK_APPLICATION', reason: `task ${task} is asked to recover, ${attempt}` };
  }
  const blocking = findGuard(facts, 'RESTART');
  if (blocking) { return blockedBy(blocking); }
  if (exit && beforeContainer) {
    return { decision: 'RESTART_IN_PLACE', reason: `task ${task} is asked to exit, so that its container starts again` };
  }
  if (needsApproval && stage !== 'APPROVAL') {
    return { decision: 'REQUEST_APPROVAL', reason: `approval is requested to stop task ${task}` };
  }
  if (needsApproval && approval !== 'APPROVED') {
    const answer = approval === 'DENIED' ? 'was denied' : 'was not answered in time';
    return { decision: 'ESCALATED', reason: `the request to stop task ${task} ${answer}` };
  }
  return { decision: 'STOP_TASK', reason: `task ${task} is stopped, so that ECS replaces it` };
}

/** The load balancer still counts its checks of a task that answers well again: nothing is left to do but wait for it. */
function isWellAgain({ status, fault }: TaskReport): boolean {
  return fault === 'LOAD_BALANCER_RETURNING' || (status !== 'DOWN' && status !== 'OUT_OF_SERVICE');
}

function decideHealthyAgain({ task, fault }: TaskReport, facts: RecoveryFacts, report: Report, progress: Progress): Decided {
  const now = fault === 'HEALTHY' ? 'is healthy again' : `is no longer down (${fault})`;
  if (anotherFails(facts, report, progress)) { return { decision: 'NEXT_TASK', reason: `task ${task} ${now}, and another task fails` }; }
  return wasTried(progress)
    ? { decision: 'RECOVERED', reason: `task ${task} ${now}` }
    : ended(progress, `task ${task} ${now} by itself`);
}

function wasTried(progress: StageProgress): boolean {
  return progress.stage === 'APPROVAL' ? progress.tried : progress.stage !== 'VERIFY';
}

function decideWithoutTask(facts: RecoveryFacts, report: Report, progress: Progress): Decided {
  const { fault, remedy } = report;
  if (isDeploying(facts)) { return blockedBy(findGuard(facts, 'ASK_APPLICATION')!); }
  const unjudged = report.tasks.filter(({ status }) => status === 'UNKNOWN').length;
  const limits = unjudged > 0 ? `, as far as it could be verified: ${unjudged} of ${report.tasks.length} tasks could not` : '';
  const meaning = `the service ${FAULTS[fault].meaning}${limits}`;
  if (remedy === 'ALERT') { return { decision: 'ESCALATED', reason: `${meaning}; no restart fixes that` }; }
  return ended(progress, meaning);
}

function ended({ handled }: Progress, reason: string): Decided {
  return { decision: handled.length > 0 ? 'RECOVERED' : 'NOTHING_TO_DO', reason };
}
