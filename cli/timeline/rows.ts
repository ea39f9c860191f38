import { PHASES, type Phase } from './phase';
import type { ServiceTimeline, Timeline } from './timeline';

/** A phase now and with the suggested contract. */
export interface Row {
  readonly id: Phase['id'];
  readonly name: string;
  readonly because: string;
  readonly now?: Phase;
  readonly suggested?: Phase;
  /** Numbers of the disagreements that concern the present phase, counted from 1. */
  readonly marks: readonly number[];
}

export type Story = 'boot' | 'fault' | 'badDeployment';

/** Titles of the stories. */
export const STORIES: Readonly<Record<Story, string>> = {
  boot: 'A new task starts',
  fault: 'A running task hangs',
  badDeployment: 'A deployment never becomes healthy',
};

/** The phases of a story, each now and with the suggested contract. */
export function rowsOf({ now, suggested }: ServiceTimeline, story: Story): Row[] {
  return PHASES.flatMap((id) => {
    const [before, after] = [now, suggested?.timeline].map((timeline) => timeline?.[story].find((phase) => phase.id === id));
    const shown = before ?? after;
    return shown ? [{ id, name: shown.name, because: shown.because, now: before, suggested: after, marks: marksOf(now, id) }] : [];
  });
}

function marksOf({ disagreements }: Timeline, id: Phase['id']): number[] {
  return disagreements.flatMap(({ phases }, index) => (phases.includes(id) ? [index + 1] : []));
}
