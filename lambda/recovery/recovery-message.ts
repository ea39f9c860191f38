import type { DiagnosedTask } from './facts';
import type { Outcome } from './outcome';
import { DECISION_NEXT, DECISION_WORDS, GUARD_NEXT } from './words';
import type { RecoverySettings } from '../../src/recovery/recovery-settings';
import { FAULTS } from '../diagnosis/faults';
import { cleanText } from '../engine/text';
import { consoleAt } from '../events/console-link';
import type { Evidence, Link, Message } from '../events/message';

const MOST_STEPS = 12;
const LINE_LENGTH = 240;

/** Which execution of which state machine tells. */
export interface Execution {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
}

/** The one message that people get of a recovery when it ends. */
export function messageOfOutcome(outcome: Outcome, settings: RecoverySettings, execution: Execution, task?: DiagnosedTask): Message {
  const { decision, guard, reason, would, service } = outcome;
  const words = DECISION_WORDS[decision] ?? DECISION_WORDS.ESCALATED!;
  const because = guard ? `, held by ${guard}` : '';
  const sentence = guard === 'OBSERVING'
    ? `The recovery of ${service} would act, but ${reason}: ${would ?? 'it would restart a task'}.`
    : `The service ${service} ${words.sentence}${because}: ${reason}.`;
  return {
    ...about(settings, execution, task),
    kind: guard ?? decision,
    title: `${settings.service.name}: ${guard === 'OBSERVING' ? 'recovery would act' : words.title}${guard ? ` (${guard})` : ''}`,
    sentence,
    next: guard ? GUARD_NEXT[guard] : DECISION_NEXT[decision] ?? DECISION_NEXT.ESCALATED!,
    evidence: [...found(task), ...stepsOf(outcome)],
  };
}

/** What people are asked before the last resort. The commands need the execution's token, which only the state machine knows. */
export function messageOfQuestion(settings: RecoverySettings, execution: Execution, task: DiagnosedTask, token: string): Message {
  const { cluster, name } = settings.service;
  return {
    ...about(settings, execution, task),
    kind: 'APPROVAL',
    title: `${name}: may task ${task.task.slice(0, 8)} be stopped?`,
    sentence: `Recovery of ${name} in cluster ${cluster} asks whether it may stop task ${task.task}: it ${FAULTS[task.fault].meaning}, and nothing else has helped.`,
    next: 'Answer with one of the commands below. Without an answer in time nothing is stopped, and people are told.',
    evidence: [
      ...found(task),
      { label: 'Token', text: `TOKEN=${token}` },
      { label: 'Yes', text: 'aws stepfunctions send-task-success --task-output true --task-token "$TOKEN"' },
      { label: 'No', text: 'aws stepfunctions send-task-failure --error DENIED --task-token "$TOKEN"' },
    ],
  };
}

function about({ service }: RecoverySettings, execution: Execution, task: DiagnosedTask | undefined) {
  const [, partition, , region, account] = execution.id.split(':');
  const place = { partition, region };
  return {
    id: execution.name,
    facts: [
      ['Incident', execution.name], ['Fault', task?.fault], ['Layer', task?.layer ?? undefined], ['Task', task?.task],
      ['Service', service.name], ['Part', service.part], ['Cluster', service.cluster], ['Account', account], ['Region', region],
    ] as const,
    links: linksOf(execution, place),
    keywords: [service.name],
    resources: task ? [task.taskArn] : [],
    thread: execution.name,
  };
}

function found(task: DiagnosedTask | undefined): Evidence[] {
  if (!task) return [];
  return task.evidence.slice(0, 2).map((line) => ({ label: 'Found', text: cleanText(`task ${task.task.slice(0, 8)}, ${task.fault}: ${line}`, LINE_LENGTH), quoted: true }));
}

/** Each decision in a line, the last ones where they are many. */
function stepsOf({ steps }: Outcome): Evidence[] {
  return steps.slice(-MOST_STEPS).map(({ at, decision, guard, reason }) => ({
    label: at.slice(11, 19), text: cleanText(`${decision}${guard ? ` (${guard})` : ''}: ${reason}`, LINE_LENGTH),
  }));
}

function linksOf({ id }: Execution, place: Parameters<typeof consoleAt>[0]): Link[] {
  const start = consoleAt(place);
  return start ? [{ label: 'Execution', words: 'Every step of this recovery', url: `${start}/states/home?region=${place.region}#/v2/executions/details/${id}` }] : [];
}
