import { decideStep } from './decide-step';
import { dryRun } from './dry-run';
import type { RecoveryFacts } from './facts';
import type { LastDecision, MachineState, Recovery, RecoveryRequest } from './machine-state';
import { outcomeOf, type Outcome } from './outcome';
import { advance, begin, beginNext, type Decided, type Progress } from './progress';
import { readFacts } from './read-facts';
import type { RecoveryDeps } from './recovery-deps';
import { approvalMessage, outcomeMessage } from './recovery-message';
import { renderQuestion, TOKEN_PLACEHOLDER, type QuestionParts } from './render-question';
import { fail } from '../../../src/shared/failure';
import { withAct } from '../../../src/shared/ledger';
import type { EndpointPlan } from '../../../src/shared/plan';
import { renderMessage, type RenderedMessage } from '../../signals/render-message';

/** What each step returns to the state machine. */
export type StepResult = Recovery | QuestionParts | (RenderedMessage & { readonly outcome: Outcome }) | { readonly answer: string };

/** One step of a recovery: reads, decides and renders messages. Only the state machine acts. */
export async function recover(request: RecoveryRequest, deps: RecoveryDeps): Promise<StepResult> {
  const { step, execution, state } = request;
  const { settings, recovery } = state;
  switch (step) {
    case 'PREPARE':
      return prepare(request, deps.now());
    case 'DECIDE':
      return decide(request, deps);
    case 'ASK_APPLICATION':
      return { answer: await askApplication(state, settings.application?.endpoint, deps) };
    case 'ASK_EXIT':
      return { answer: await askApplication(state, settings.exit?.endpoint, deps) };
    case 'WRITE_QUESTION':
      return renderQuestion(approvalMessage(settings, execution, recovery!.task!, TOKEN_PLACEHOLDER), settings.format);
    case 'WRITE_MESSAGE': {
      const outcome = outcomeOf(state, execution.name);
      return { ...renderMessage(outcomeMessage(outcome, settings, execution, recovery?.task), settings.format), outcome };
    }
    default:
      return fail({
        what: 'The step is unknown',
        got: String(step),
        allowed: 'the steps of a state machine of StagedRecovery',
        fix: 'deploy function and state machine from the same version',
      });
  }
}

function prepare({ execution, state: { settings, recovery } }: RecoveryRequest, now: number): Recovery {
  const progress = recovery?.decision === 'NEXT_TASK' ? beginNext(recovery) : begin(execution.name);
  return { ...progress, now: new Date(now).toISOString(), until: new Date(now + settings.lockSeconds * 1_000).toISOString() };
}

async function decide(request: RecoveryRequest, deps: RecoveryDeps): Promise<Recovery> {
  const { state, execution } = request;
  const facts = await readFacts(request, deps);
  const before = withTask(state.recovery ?? begin(execution.name), facts);
  const decided = decideStep(facts, before, state.approval);
  const now = new Date(facts.now).toISOString();
  return { ...advance(before, decided, facts.now), ...lastDecision(decided, facts), now, until: state.recovery?.until ?? now };
}

/** The task that was found, until something is done about it. */
function withTask(progress: Progress, { task }: RecoveryFacts): Progress {
  return progress.stage === 'VERIFY' && task ? { ...progress, task } : progress;
}

function lastDecision(decided: Decided, facts: RecoveryFacts): LastDecision {
  const { reason } = decided;
  switch (decided.decision) {
    case 'STOP_TASK':
    case 'RESTART_IN_PLACE':
      return { decision: decided.decision, reason, acts: withAct(facts.acts, facts.now) };
    case 'BLOCKED': {
      const { decision, guard } = decided;
      return guard === 'OBSERVING' ? { decision, guard, reason, dryRun: dryRun(facts) } : { decision, guard, reason };
    }
    default:
      return { decision: decided.decision, reason };
  }
}

function askApplication({ settings, recovery }: MachineState, endpoint: EndpointPlan | undefined, deps: RecoveryDeps): Promise<string> {
  if (!endpoint || !recovery?.task) {
    return fail({
      what: 'The application cannot be asked',
      got: `no ${endpoint ? 'task' : 'endpoint'}`,
      allowed: 'a task and an endpoint',
      fix: 'deploy function and state machine from the same version',
    });
  }
  return deps.askApplication(settings.plan, recovery.task.taskArn, endpoint, settings.prober);
}
