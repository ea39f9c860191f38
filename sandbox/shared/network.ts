/** Who sends packets to tasks. */
export type Sender = 'prober' | 'load-balancer';

/** What becomes of packets: dropped without a word, or refused by the kernel because it knows no route. */
export type PacketLoss = 'dropped' | 'no-route';

interface Obstacle {
  readonly address: string;
  readonly loss: PacketLoss;
  readonly from: readonly Sender[];
  /** How many of a hundred attempts are lost. */
  readonly percent: number;
  /** Where the sequence of each sender is that tells which are lost. */
  readonly drawn: Map<Sender, number>;
}

/** The fate of packets by the address that they are sent to; what stands in no entry arrives. */
export type LostPackets = Readonly<Record<string, PacketLoss>>;

/** The broadcast address of loopback: the kernel refuses to connect to it, as to every address that it knows no route to. */
export const NO_ROUTE = '127.255.255.255';

/**
 * What lies between tasks and those who ask them. A task keeps its address, its processes and its own checks; only packets of the
 * senders that are named are lost.
 */
export class Network {
  /** Names that lead to an address of the sandbox: those of load balancers. */
  public readonly hosts: Record<string, string> = {};
  /** What listens in place of a port that this machine does not give, by `address:port`. */
  public readonly ports: Record<string, number> = {};
  private readonly obstacles = new Set<Obstacle>();

  /**
   * Packets of these senders to the address are lost from now on.
   * @param percent of their attempts, by a sequence that is the same each time
   * @returns a function that ends it
   */
  public lose(address: string, loss: PacketLoss, from: readonly Sender[] = ['prober', 'load-balancer'], percent = 100): () => void {
    const obstacle: Obstacle = { address, loss, from, percent, drawn: new Map() };
    this.obstacles.add(obstacle);
    return () => { this.obstacles.delete(obstacle); };
  }

  /** What a sender loses of its next attempt at each address, or at one of them. */
  public lostBy(sender: Sender, address?: string): LostPackets {
    const own = [...this.obstacles].filter((each) => each.from.includes(sender) && (address === undefined || each.address === address));
    return Object.fromEntries(own.filter((obstacle) => isHit(obstacle, sender)).map((each) => [each.address, each.loss]));
  }
}

const RANGE = 2 ** 32;

/** Counting instead, one attempt in two would always be that of the same function. */
function isHit({ percent, drawn }: Obstacle, sender: Sender): boolean {
  // A linear congruential generator: Knuth, The Art of Computer Programming, volume 2, 3.3.4.
  const next = ((drawn.get(sender) ?? 1) * 1_664_525 + 1_013_904_223) % RANGE;
  drawn.set(sender, next);
  return next / RANGE * 100 < percent;
}
