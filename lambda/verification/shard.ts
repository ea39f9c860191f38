import { createBudgets, createClients, type EvidenceClients, type RateBudgets } from './evidence/clients';
import { FleetEvidence } from './evidence/fleet-evidence';
import type { ReadInstances } from './evidence/instance-addresses';
import { GroupSettings } from './evidence/target-group-settings';
import { Histories } from './histories';
import { askForIdleConnections, type IdleDeps } from './idle-connections';
import { Registry, type ReadPage } from './registry';
import type { Report } from './report/report';
import { affectedTasks } from './report/summary';
import { pathsOf, type SweepRequest } from '../../src/shared/registry';
import { timeout } from '../shared/timeout';

/** Shortest time in which idle connections are asked for. */
const LEAST_IDLE_MS = 1_000;

/** What one shard keeps from sweep to sweep, as long as its execution environment lives. */
export class Shard {
  public readonly registry: Registry;
  public readonly evidence: FleetEvidence;
  public readonly groupSettings: GroupSettings;
  public readonly histories = new Histories();
  private readonly budgets: RateBudgets;
  private readonly clients: EvidenceClients;
  /** Of the hour in which idle connections were last asked for; not in the hour of a cold start. */
  private idleHour: number;
  /** Of each plan, what its last report came to. */
  private readonly states = new Map<string, string>();

  constructor(private readonly request: SweepRequest, readInstances: ReadInstances, readPage: ReadPage) {
    this.budgets = createBudgets(request.readBudget / request.shards);
    this.clients = createClients(readInstances, this.budgets);
    this.evidence = new FleetEvidence(this.clients, this.budgets, Date.now);
    this.groupSettings = new GroupSettings(this.clients, Date.now);
    this.registry = new Registry(pathsOf(request), readPage, this.budgets.parameters, Date.now);
    this.idleHour = this.hour();
  }

  /**
   * In one sweep an hour, each shard in a minute of its own: has the prober hold idle connections. Does nothing in all other sweeps.
   * @param call calls the prober, and does not wait for it
   * @param leftMs time until the next sweep; with too little of it, a later sweep asks
   */
  public async askForIdleConnections(call: IdleDeps['call'], leftMs: number): Promise<void> {
    if (this.hour() === this.idleHour || leftMs < LEAST_IDLE_MS) { return; }
    this.idleHour = this.hour();
    const signal = timeout(leftMs);
    const { plans } = await this.registry.read(signal);
    const { evidence, groupSettings, clients: { loadBalancing } } = this;
    await askForIdleConnections(plans.map(({ plan }) => plan), { evidence, groupSettings, loadBalancing, call }, signal);
  }

  private hour(): number {
    return Math.floor((Date.now() - this.request.shard * 60_000) / 3_600_000);
  }

  /** Whether a plan's report comes to something else than the one before it: another fault, status or set of tasks. */
  public isNew(name: string, report: Report): boolean {
    const state = JSON.stringify([report.fault, report.status, ...affectedTasks(report).map(({ task }) => task)]);
    const before = this.states.get(name);
    this.states.set(name, state);
    // The first report of a service that is well is no news.
    return before === undefined ? report.fault !== 'HEALTHY' : before !== state;
  }

  /** Reads that AWS has throttled since this was last called. */
  public takeThrottled(): number {
    const budgets = Object.values(this.budgets);
    const throttled = budgets.reduce((sum, budget) => sum + budget.throttled, 0);
    for (const budget of budgets) { budget.throttled = 0; }
    return throttled;
  }
}
