import { withAct } from './budget';
import { decide } from './decide';
import type { MachineState, Recovery, RecoveryRequest } from './machine-state';
import { outcomeOf, type Outcome } from './outcome';
import { advance, begin, beginNext } from './progress';
import { readFacts } from './read-facts';
import { messageOfOutcome, messageOfQuestion } from './recovery-message';
import type { RecoverySurroundings } from './surroundings';
import { wouldDo } from './would';
import { GAP, written, writtenWithGaps, type Written, type WrittenWithGaps } from './written';

/** What the state machine gets back, by what it asked for. */
export type Recovered = Recovery | WrittenWithGaps | (Written & { readonly outcome: Outcome }) | { readonly answer: string };

/** One step of a recovery: reads, decides and writes texts. What is done about it is done by the state machine alone. */
export async function recover(request: RecoveryRequest, surroundings: RecoverySurroundings): Promise<Recovered> {
  const { step, state } = request;
  switch (step) {
    case 'PREPARE': return prepare(request, surroundings.now());
    case 'DECIDE': return next(request, surroundings);
    case 'ASK_APPLICATION': return { answer: await ask(state, state.settings.application?.endpoint, surroundings) };
    case 'ASK_EXIT': return { answer: await ask(state, state.settings.exit?.endpoint, surroundings) };
    case 'WRITE_QUESTION': return question(request);
    case 'WRITE_MESSAGE': return message(request);
    default: throw new Error(`Nobody knows this step: got ${String(step)}, allowed: those of a state machine of StagedRecovery. Deploy both from the same version.`);
  }
}

function prepare({ execution, state: { settings, recovery } }: RecoveryRequest, now: number): Recovery {
  const progress = recovery?.decision === 'NEXT_TASK' ? beginNext(recovery) : begin(execution.name);
  return { ...progress, now: new Date(now).toISOString(), until: new Date(now + settings.lockSeconds * 1_000).toISOString() };
}

async function next(request: RecoveryRequest, surroundings: RecoverySurroundings): Promise<Recovery> {
  const { state, execution } = request;
  const facts = await readFacts(request, surroundings);
  const before = { ...state.recovery ?? begin(execution.name), ...facts.task ? { task: facts.task } : {} };
  const decided = decide(facts, before, state.approval);
  const restarts = decided.decision === 'STOP_TASK' || decided.decision === 'RESTART_IN_PLACE';
  return {
    ...advance(before, decided, facts.now),
    ...decided,
    now: new Date(facts.now).toISOString(),
    until: state.recovery?.until ?? new Date(facts.now).toISOString(),
    ...restarts ? { acts: withAct(facts.acts, facts.now) } : {},
    ...decided.guard === 'OBSERVING' ? { would: wouldDo(facts) } : {},
  };
}

function ask({ settings, recovery }: MachineState, endpoint: Parameters<RecoverySurroundings['ask']>[2] | undefined, surroundings: RecoverySurroundings) {
  if (!endpoint || !recovery?.task) throw new Error('Nobody can be asked: got no endpoint or no task, allowed: both. Deploy function and state machine from the same version.');
  return surroundings.ask(settings.schedule, recovery.task.taskArn, endpoint, settings.prober);
}

function question({ execution, state: { settings, recovery } }: RecoveryRequest): WrittenWithGaps {
  return writtenWithGaps(messageOfQuestion(settings, execution, recovery!.task!, GAP), settings.format);
}

function message({ execution, state }: RecoveryRequest): Written & { readonly outcome: Outcome } {
  const outcome = outcomeOf(state, execution.name);
  return { ...written(messageOfOutcome(outcome, state.settings, execution, state.recovery?.task), state.settings.format), outcome };
}
