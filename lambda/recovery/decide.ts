import { anotherFails } from './candidate';
import type { RecoveryFacts } from './facts';
import { guard, guardAlways } from './guards';
import { type Approval, type Decided, held, type Progress } from './progress';
import { isDeploying, reported } from './service-facts';
import { settled } from './settled';
import { FAULTS, RESTART_HELPS } from '../diagnosis/faults';
import type { Report, TaskReport } from '../report/report';

/**
 * What a recovery does next: pure, so that every way through it can be tested. Nothing is done that a guard keeps from, and each decision
 * rests on facts of its own.
 */
export function decide(facts: RecoveryFacts, progress: Progress, approval?: Approval): Decided {
  if (progress.stoppedAt) return settled(facts, progress, progress.stoppedAt);
  const always = guardAlways(facts);
  if (always) return held(always);
  const report = facts.report!; // else the diagnosis is unknown, and a guard holds
  if (!facts.task) return nobodyFails(facts, report, progress);
  const task = reported(facts);
  if (task && task.status !== 'DOWN' && task.status !== 'OUT_OF_SERVICE') return wellAgain(task, facts, report, progress);
  if (!task && report.fault === 'HEALTHY') return ended(progress, 'ECS has replaced the task meanwhile, and the service is well');
  if (task?.status === 'DOWN' && !RESTART_HELPS.has(task.remedy)) {
    return { decision: 'ESCALATED', reason: `task ${task.task} now has a fault that no restart fixes: it ${FAULTS[task.fault].meaning}` };
  }
  return nextAct(facts, progress, approval);
}

/** From the mildest to the last resort. */
function nextAct(facts: RecoveryFacts, progress: Progress, approval: Approval | undefined): Decided {
  const { settings } = facts;
  const task = facts.task!.task;
  if (settings.application && progress.asked < settings.application.attempts) {
    const keeps = guard(facts, 'ASK_APPLICATION');
    return keeps ? held(keeps) : { decision: 'ASK_APPLICATION', reason: `task ${task} is asked to recover, attempt ${progress.asked + 1} of ${settings.application.attempts}` };
  }
  const keeps = guard(facts, 'RESTART');
  if (keeps) return held(keeps);
  if (settings.exit && !progress.exited) return { decision: 'RESTART_IN_PLACE', reason: `task ${task} is asked to exit, so that its container starts again` };
  if (settings.approval && !progress.questioned) return { decision: 'ASK_PEOPLE', reason: `people are asked whether task ${task} may be stopped` };
  if (settings.approval && approval !== 'APPROVED') {
    return { decision: 'ESCALATED', reason: approval === 'DENIED' ? `people did not allow that task ${task} is stopped` : `nobody said in time whether task ${task} may be stopped` };
  }
  return { decision: 'STOP_TASK', reason: `task ${task} is stopped, so that ECS replaces it` };
}

function wellAgain({ task, fault }: TaskReport, facts: RecoveryFacts, report: Report, progress: Progress): Decided {
  const tried = progress.exited || progress.asked > 0;
  const now = fault === 'HEALTHY' ? 'answers well again' : `is no longer down (${fault})`;
  if (anotherFails(facts, report, progress)) return { decision: 'NEXT_TASK', reason: `task ${task} ${now}, and another one fails` };
  return tried ? { decision: 'RECOVERED', reason: `task ${task} ${now}` } : ended(progress, `task ${task} ${now} by itself`);
}

function nobodyFails(facts: RecoveryFacts, report: Report, progress: Progress): Decided {
  const { fault, remedy } = report;
  if (isDeploying(facts)) return held(guard(facts, 'ASK_APPLICATION')!);
  const unjudged = report.tasks.filter(({ status }) => status === 'UNKNOWN').length;
  const meaning = `the service ${FAULTS[fault].meaning}${unjudged > 0 ? `, as far as it could be judged: ${unjudged} of ${report.tasks.length} tasks could not` : ''}`;
  if (remedy === 'ALERT') return { decision: 'ESCALATED', reason: `${meaning}; no restart fixes that` };
  return ended(progress, meaning);
}

function ended({ handled }: Progress, reason: string): Decided {
  return { decision: handled.length > 0 ? 'RECOVERED' : 'NOTHING_TO_DO', reason };
}
