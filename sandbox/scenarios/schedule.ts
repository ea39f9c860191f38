import type { Scenario, Step } from './scenario';

/** When a step is due on AWS, where nothing waits for what is observed: seconds after the experiment has started. */
export interface DueStep {
  readonly step: Step;
  readonly from: number;
  readonly to: number;
}

/** A scenario with the times at which its steps are due on AWS. */
export interface Schedule {
  readonly steps: readonly DueStep[];
  readonly end: number;
}

/** AWS FIS waits whole minutes: one at the least. https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#wait */
const MINUTE = 60;

/**
 * When each step of a scenario is due on AWS. AWS FIS cannot wait for what is observed: an expectation takes all of its time, and what was
 * done before lasts meanwhile. It is started while the service is healthy, so `wait: healthy` takes none.
 */
export function scheduleOf({ steps }: Pick<Scenario, 'steps'>): Schedule {
  let now = 0;
  let least = 0;
  const due = steps.map((step) => {
    const from = now;
    if (step.kind === 'wait' && step.until !== 'healthy') { now += minutes(step.until); }
    if (step.kind === 'expect') { now += minutes(step.withinSeconds); }
    if (step.kind === 'do') { least = now + MINUTE; }
    if (step.kind === 'never' && step.forSeconds !== undefined) { least = Math.max(least, now + minutes(step.forSeconds)); }
    return { step, from, to: now };
  });
  const end = Math.max(now, least);
  return {
    end,
    steps: due.map((each) => (each.step.kind === 'never'
      ? { ...each, to: each.step.forSeconds === undefined ? end : each.from + minutes(each.step.forSeconds) }
      : each)),
  };
}

function minutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / MINUTE)) * MINUTE;
}
