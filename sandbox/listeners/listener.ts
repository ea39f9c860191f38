import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { routable, ruleFor, Turns } from './choose';
import type { Forwarding } from './forwarding';
import type { Clock } from '../shared/clock';
import { NO_ROUTE, type Network } from '../shared/network';
import type { Signal } from '../shared/signal';
import type { RegisteredTarget, TargetGroup } from '../tasks/target-group';
import type { ListenerModel } from '../template/read-listeners';

/** A request that a load balancer has answered. */
export interface ServedRequest {
  readonly balancerArn: string;
  /** Absent where a rule forwarded it to none. */
  readonly groupArn?: string;
  readonly status: number;
  /** Whether the status is the target's own. */
  readonly byTarget: boolean;
  /** Real seconds from the target's being asked to its answer. */
  readonly seconds: number;
}

/** What a listener needs of the sandbox. */
export interface ListenerDependencies {
  readonly forwarding: Forwarding;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  readonly network: Network;
  readonly clock: Clock;
  readonly served: Signal<ServedRequest>;
}

/** A load balancer gives up after so long without an answer. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html */
const IDLE_SECONDS = 60;
/** Processes answer in real time. */
const SHORTEST_IDLE_MS = 2_000;

/** A listener of an Application Load Balancer: it speaks HTTP, and forwards each request by weight. */
export class Listener {
  /** On its own port at the address of its load balancer; on a free one where this machine does not give that. */
  public static async open(model: ListenerModel, address: string, dependencies: ListenerDependencies): Promise<Listener> {
    const listener = new Listener(model, dependencies);
    try {
      await listener.listen(model.port, address);
    } catch {
      await listener.listen(0, address);
      dependencies.network.ports[`${address}:${model.port}`] = listener.bound.port;
    }
    return listener;
  }

  private readonly server: Server;
  private readonly groups = new Map<string, Turns>();
  private readonly targets = new Turns();

  private constructor(public readonly model: ListenerModel, private readonly dependencies: ListenerDependencies) {
    this.server = createServer((incoming, response) => this.answer(incoming, response));
  }

  /** `http://ADDRESS:PORT`. */
  public get url(): string {
    const { address, port } = this.bound;
    return `http://${address}:${port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get bound(): AddressInfo {
    return this.server.address() as AddressInfo;
  }

  private async listen(port: number, address: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, address, () => { this.server.off('error', reject); resolve(); });
    });
  }

  private answer(incoming: IncomingMessage, response: ServerResponse): void {
    const { forwarding, targetGroups, served } = this.dependencies;
    const { balancerArn } = this.model;
    const [path] = (incoming.url ?? '/').split('?');
    const rule = ruleFor(this.model, (incoming.headers.host ?? '').replace(/:\d+$/, ''), path);
    const weights = forwarding.of(rule.arn)!;
    const began = performance.now();
    let groupArn: string | undefined;
    const end = (status: number, byTarget: boolean) => (
      served.emit({ balancerArn, groupArn, status, byTarget, seconds: (performance.now() - began) / 1000 })
    );
    const refuse = (status: number, body = '') => {
      end(status, false);
      incoming.resume();
      response.writeHead(status).end(body);
    };
    if (Object.keys(weights).length === 0) {
      refuse(rule.answer.status, rule.answer.body);
      return;
    }
    if (!this.groups.has(rule.arn)) { this.groups.set(rule.arn, new Turns()); }
    groupArn = this.groups.get(rule.arn)!.next(weights);
    const group = targetGroups.get(groupArn ?? '');
    const candidates = group ? routable(group) : [];
    const chosen = this.targets.next(Object.fromEntries(candidates.map(({ address }) => [address, 1])));
    const target = candidates.find(({ address }) => address === chosen);
    if (!group || !target) {
      refuse(503);
      return;
    }
    this.forward(incoming, response, target, group.model.protocol === 'HTTPS', end, refuse);
  }

  private forward(
    incoming: IncomingMessage,
    response: ServerResponse,
    { address, port }: RegisteredTarget,
    secure: boolean,
    end: (status: number, byTarget: boolean) => void,
    refuse: (status: number) => void,
  ): void {
    const { network, clock } = this.dependencies;
    const loss = network.lostBy('load-balancer', address)[address];
    const { method, url, headers } = incoming;
    // Load balancers do not validate the certificates of their targets.
    const options = { host: loss ? NO_ROUTE : address, port, method, path: url, headers, agent: false, rejectUnauthorized: false };
    let answered = false;
    const give = (status: number) => {
      if (!answered) { answered = true; clearTimeout(timer); refuse(status); }
    };
    const timer = setTimeout(() => { give(504); outgoing?.destroy(); }, Math.max(clock.milliseconds(IDLE_SECONDS), SHORTEST_IDLE_MS));
    const outgoing = loss === 'dropped' ? undefined : (secure ? httpsRequest : httpRequest)(options, (answer) => {
      if (answered) { answer.resume(); return; }
      answered = true;
      clearTimeout(timer);
      end(answer.statusCode ?? 502, true);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    outgoing?.on('error', () => give(502));
    response.on('close', () => { clearTimeout(timer); outgoing?.destroy(); });
    if (outgoing) { incoming.pipe(outgoing); } else { incoming.resume(); }
  }
}
