import { blindProbe, evidenceOf, identityOf, probeOf, stateOf } from './answers';
import { AwsError, type Way } from './api';
import type { Clock, Dice } from './clock';
import type { Reading } from './readings';
import type { Service, World } from './world';
import type { RecoveryDeps } from '../../../lambda/recovery/services/recovery-deps';
import type { ProbeRequest } from '../../../lambda/shared/probe-request';
import { Histories } from '../../../lambda/verification/histories';
import type { Report } from '../../../lambda/verification/report/report';
import { verifyOnce } from '../../../lambda/verification/verify-once';
import type { Plan } from '../../../src/shared/plan';

/** What the verifier is told of the service. */
const PLAN: Plan = {
  version: 1,
  service: { cluster: 'prod', name: 'web', container: 'web' },
  port: 3000,
  liveness: { protocol: 'http', timeoutMs: 2_000, path: '/health/live' },
  readiness: { protocol: 'http', timeoutMs: 2_000, path: '/health/ready' },
  targetGroups: ['arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef'],
  dependencies: [],
  // The look has a deadline in real time, which nothing here waits for.
  timing: {
    startupSeconds: 60,
    drainSeconds: 60,
    container: { failsSeconds: 95, recoversSeconds: 35 },
    replacementSeconds: 180,
    deploymentSeconds: 900,
    rounds: 1,
    roundSpacingSeconds: 30,
    roundDeadlineMs: 1,
  },
  systemicShare: 0.5,
  minimumServing: 1,
};

const REGISTERED = { verifier: 'verifier', plan: PLAN };

/** As `verifyNow` and the clients of the recovery function wait. */
const LOOK_MS = 60_000;
const READ_MS = 8_000;

/** Looks before: the first from before an alarm can have noticed what is wrong now, and none so long after another that it is forgotten. */
const EARLIER_MS = [240_000, 120_000];

/** What a recovery reads, from the model, with the verifier's and the diagnosis' own code; what was true then is written down. */
export class ModelSurroundings implements RecoveryDeps {
  constructor(
    private readonly world: World, private readonly way: Way, private readonly clock: Clock, private readonly dice: Dice,
    private readonly reading: Reading, private readonly asked: (taskArn: string) => void,
    /** Whether the verifier remembers how the service was; it does not after a cold start. */
    private readonly isWarm: boolean,
  ) {}

  public now(): number {
    return this.clock.now;
  }

  public async verify(): ReturnType<RecoveryDeps['verify']> {
    try {
      const report = await within(LOOK_MS, this.way.call('verifier', () => this.look()), this.clock);
      if (report.fault !== 'PROBER_FAULT') { this.reading.lookedAt = Date.parse(report.at); }
      return report.fault === 'PROBER_FAULT'
        ? { status: 'FAILED', registered: REGISTERED, reason: report.evidence[0] }
        : { status: 'VERIFIED', registered: REGISTERED, report };
    } catch (error) {
      return { status: 'FAILED', registered: REGISTERED, reason: String(error) };
    }
  }

  public async readService(): ReturnType<RecoveryDeps['readService']> {
    return stateOf(await this.read((service) => { this.reading.service = service; return service; }));
  }

  public async readIdentity(_plan: Plan, taskArn: string): ReturnType<RecoveryDeps['readIdentity']> {
    const task = await this.read((service) => {
      this.reading.identified = service;
      return service.tasks.find(({ arn }) => arn === taskArn);
    });
    return task && identityOf(task);
  }

  public isProtected(_cluster: string, taskArn: string): Promise<boolean> {
    return this.read((service) => {
      this.reading.protection = service;
      return service.tasks.find(({ arn }) => arn === taskArn)?.isProtected ?? false;
    });
  }

  public async isSwitchedOff(): Promise<boolean> {
    try {
      return await within(READ_MS, this.way.call('switch', () => {
        this.reading.switch = this.world.now;
        return this.world.now.switchedOff;
      }), this.clock);
    } catch {
      return true;
    }
  }

  public async askApplication(_plan: string, taskArn: string): Promise<string> {
    await this.way.call('application', () => this.asked(taskArn));
    return 'it said OK';
  }

  private read<Answer>(choose: (service: Service) => Answer): Promise<Answer> {
    return within(READ_MS, this.way.call('ecs', () => choose(this.world.before(this.way.staleness('ecs')))), this.clock);
  }

  /** One look of the verifier, whose clock may be wrong. */
  private async look(): Promise<Report> {
    const skew = this.way.has('verifier', 'skewed') ? -90_000 : 0;
    const isBlind = this.way.has('verifier', 'blind');
    const report = await verifyOnce(PLAN, {
      histories: await this.remembered(),
      readGroupSettings: () => Promise.resolve(new Map()),
      now: () => this.clock.now,
      readEvidence: () => this.read((service) => { this.reading.seen = service; return evidenceOf(service); }),
      readIdentities: (_plan, arns) => this.read((service) => {
        this.reading.confirmed = service;
        return service.tasks.filter(({ arn }) => arns.includes(arn)).map(identityOf);
      }),
      readSecrets: async () => undefined,
      probe: (request) => this.probe(request, isBlind),
      probeFromOutside: () => Promise.reject(new AwsError('Unexpected', 'the plan has no front door')),
    });
    return { ...report, at: new Date(Date.parse(report.at) + skew).toISOString() };
  }

  /** What the verifier knows of its looks in the minutes before. */
  private async remembered(): Promise<Histories> {
    const histories = new Histories();
    for (const ago of this.isWarm ? EARLIER_MS : []) {
      const [earlier, then] = [this.world.before(ago), this.clock.now - ago];
      const at = (host: string) => earlier.tasks.find(({ address, stage }) => address === host && stage === 'RUNNING');
      await verifyOnce(PLAN, {
        histories,
        readGroupSettings: () => Promise.resolve(new Map()),
        now: () => then,
        readEvidence: async () => evidenceOf(earlier),
        readIdentities: async (_plan, arns) => earlier.tasks.filter(({ arn }) => arns.includes(arn)).map(identityOf),
        readSecrets: async () => undefined,
        probe: async ({ targets }) => ({ targets: targets.map(({ id, host }) => probeOf(id, at(host), then)), dependencies: [] }),
        probeFromOutside: () => Promise.reject(new AwsError('Unexpected', 'the plan has no front door')),
      });
    }
    return histories;
  }

  private async probe({ targets }: ProbeRequest, isBlind: boolean) {
    await this.clock.sleep(this.dice.between(10, 2_000));
    const service = this.world.now;
    const blind = targets.filter(() => isBlind && this.dice.chance(0.8));
    const judged = targets.filter((target) => !blind.includes(target));
    this.reading.probed = { service, at: this.clock.now, asked: targets.map(({ id }) => id), answered: judged.map(({ id }) => id) };
    const at = (host: string) => service.tasks.find(({ address, stage }) => address === host && stage !== 'STOPPED' && stage !== 'PENDING');
    const found = [...blind.map(({ id }) => blindProbe(id)), ...judged.map(({ id, host }) => probeOf(id, at(host), this.clock.now))];
    return { targets: found, dependencies: [] };
  }
}

/** What takes longer is given up. */
async function within<Answer>(ms: number, answer: Promise<Answer>, clock: Clock): Promise<Answer> {
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(ms, () => reject(new AwsError('TimeoutError', 'no answer in time')));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
    answer.catch(() => {});
  }
}
