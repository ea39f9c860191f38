import { type Connection, openConnection } from './connect';
import type { Deadline } from '../deadline';
import { joinPhases } from '../finding';
import type { NetworkProbe, ConnectAttempt } from '../network/network';

/** Opens connections to a target's address. The first check uses the connection that proved L4, which is as fresh as any. */
export class ReusableConnection {
  private spare: ConnectAttempt | undefined;
  private readonly dns: { readonly dns?: number };

  constructor(public readonly address: string, private readonly port: number, { network, attempt }: NetworkProbe) {
    this.spare = attempt;
    this.dns = network.phases ?? {};
  }

  public open(port: number, deadline: Deadline): Connection | Promise<Connection> {
    const { spare } = this;
    if (!spare?.socket || port !== this.port || spare.socket.destroyed) { return this.openAnother(port, deadline); }
    this.spare = undefined;
    return spare;
  }

  private async openAnother(port: number, deadline: Deadline): Promise<Connection> {
    const { finding, socket } = await openConnection(this.address, port, deadline);
    return { socket, finding: { ...finding, phases: joinPhases(this.dns, finding.phases) } };
  }

  /** Closes the connection that proved L4, where no check above has taken it over and closes it itself. */
  public close(): void {
    this.spare?.socket?.destroy();
  }
}
