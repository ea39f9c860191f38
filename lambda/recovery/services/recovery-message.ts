import type { DiagnosedTask } from './facts';
import type { Outcome } from './outcome';
import { decisionNext, decisionTexts, GUARD_NEXT } from './outcome-texts';
import type { RecoverySettings } from '../../../src/shared/recovery-settings';
import { FAULTS } from '../../diagnosis/faults';
import { awsCommand, type CommandOptions } from '../../shared/aws-command';
import { cleanText } from '../../shared/text';
import { consoleAt } from '../../signals/console-link';
import type { Evidence, Link, Message } from '../../signals/message';

const MOST_STEPS = 12;
const LINE_LENGTH = 240;

/** The execution that a message is about. */
export interface Execution {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
}

/** The CLI calls the member `output` of the API `--task-output`, because `--output` is an option of its own. */
interface SendTaskSuccess {
  readonly taskOutput: string;
  readonly taskToken: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
interface SendTaskFailure {
  readonly error?: string;
  readonly taskToken: string;
}

/** The message at the end of a recovery. */
export function outcomeMessage(outcome: Outcome, settings: RecoverySettings, execution: Execution, task?: DiagnosedTask): Message {
  const { kind, headline, sentence, next } = textsOf(outcome);
  return {
    ...about(settings, execution, task),
    kind,
    title: `${settings.service.name}: ${headline}`,
    sentence,
    next,
    evidence: [...evidenceOf(task), ...stepsOf(outcome)],
  };
}

function textsOf(outcome: Outcome): Pick<Message, 'kind' | 'sentence' | 'next'> & { readonly headline: string } {
  const { decision, reason, service } = outcome;
  const { title, sentence } = decisionTexts(decision);
  const state = `The service ${service} ${sentence}`;
  if (decision !== 'BLOCKED') {
    return { kind: decision, headline: title, sentence: `${state}: ${reason}.`, next: decisionNext(decision) };
  }
  const { guard } = outcome;
  const blocked = { kind: guard, next: GUARD_NEXT[guard] };
  if (guard === 'OBSERVING') {
    const wouldAct = `The recovery of ${service} would act, but ${reason}: ${outcome.dryRun}.`;
    return { ...blocked, headline: `recovery would act (${guard})`, sentence: wouldAct };
  }
  return { ...blocked, headline: `${title} (${guard})`, sentence: `${state}, blocked by ${guard}: ${reason}.` };
}

/** The request for approval before the last resort. Its commands need the task token, which only the state machine knows. */
export function approvalMessage(settings: RecoverySettings, execution: Execution, task: DiagnosedTask, token: string): Message {
  const { cluster, name } = settings.service;
  const [, , , region = ''] = execution.id.split(':');
  const answer = <Input extends object>(operation: string, options: CommandOptions<Input>) => (
    awsCommand<Input>('stepfunctions', operation, region, options)
  );
  const taskToken = { variable: 'TOKEN' };
  return {
    ...about(settings, execution, task),
    kind: 'APPROVAL',
    title: `${name}: approve stopping task ${task.task.slice(0, 8)}?`,
    sentence:
      `The recovery of ${name} in cluster ${cluster} requests approval to stop task ${task.task}: it `
      + `${FAULTS[task.fault].meaning}, and nothing else has helped.`,
    next: 'Run one of the commands below. Without an answer in time the task is not stopped, and recovery sends a message.',
    evidence: [
      ...evidenceOf(task),
      { label: 'Token', text: `TOKEN=${token}`, quoted: true },
      { label: 'Approve', text: answer<SendTaskSuccess>('SendTaskSuccess', { taskOutput: 'true', taskToken }), quoted: true },
      { label: 'Deny', text: answer<SendTaskFailure>('SendTaskFailure', { error: 'DENIED', taskToken }), quoted: true },
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
      ['Service', service.name], ['Contract', service.contractName], ['Cluster', service.cluster], ['Account', account], ['Region', region],
    ] as const,
    links: linksOf(execution, place),
    keywords: [service.name],
    resources: task ? [task.taskArn] : [],
    thread: execution.name,
  };
}

function evidenceOf(task: DiagnosedTask | undefined): Evidence[] {
  if (!task) { return []; }
  return task.evidence
    .slice(0, 2)
    .map((line) => ({
      label: 'Evidence',
      text: cleanText(`task ${task.task.slice(0, 8)}, ${task.fault}: ${line}`, LINE_LENGTH),
      quoted: true,
    }));
}

/** Each decision in a line, the last ones where they are many. */
function stepsOf({ steps }: Outcome): Evidence[] {
  return steps.slice(-MOST_STEPS).map(({ at, decision, reason, ...step }) => ({
    label: at.slice(11, 19),
    text: cleanText(`${decision}${'guard' in step ? ` (${step.guard})` : ''}: ${reason}`, LINE_LENGTH),
  }));
}

function linksOf({ id }: Execution, place: Parameters<typeof consoleAt>[0]): Link[] {
  const start = consoleAt(place);
  return start
    ? [
      {
        label: 'Execution',
        words: 'Every step of this recovery',
        url: `${start}/states/home?region=${place.region}#/v2/executions/details/${id}`,
      },
    ]
    : [];
}
