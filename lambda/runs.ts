import type { ServicePlan } from '../src/verification/plan';

/**
 * The services that this execution environment is looking at. It has one run at a time as a rule, but a delayed event, or an
 * environment that takes several at once, may bring the next run of a service before the one before it is over.
 */
export class Runs {
  private readonly under = new Set<string>();

  /** Begins a run and gives what ends it; undefined while another run of the service is not over. */
  public begin({ cluster, name, part }: ServicePlan): (() => void) | undefined {
    const key = [cluster, name, part].join(' ');
    if (this.under.has(key)) return undefined;
    this.under.add(key);
    return () => { this.under.delete(key); };
  }
}
