import { Token } from 'aws-cdk-lib';
import { fail } from './errors';

/**
 * Something that the service needs and cannot repair by restarting: the verifier probes it on its own,
 * to tell a broken dependency from a broken task.
 */
export class HealthDependency {
  /**
   * A dependency that accepts TCP connections.
   * @param name the name that the service's own health answer uses for it, e.g. `database`
   * @param host host name or address; may be a token
   * @param port port that accepts connections, 1–65535; may be a token
   */
  public static tcp(name: string, host: string, port: number): HealthDependency {
    if (name.trim() === '') {
      fail('A dependency has no name', JSON.stringify(name), 'the name that the health answer uses for it', "pass a name such as 'database'");
    }
    if (!Token.isUnresolved(host) && !/^[\w.\-:]+$/.test(host)) {
      fail(`The host of dependency '${name}' is neither a name nor an address`, JSON.stringify(host), 'a host name, an IPv4 or an IPv6 address', 'pass the host without scheme, port and path');
    }
    if (!Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
      fail(`The port of dependency '${name}' is not a port`, String(port), 'a whole number from 1 to 65535', 'pass the port that the dependency listens on');
    }
    return new HealthDependency(name, host, port);
  }

  private constructor(
    /** The name that the service's own health answer uses for it. */
    public readonly name: string,
    /** Host name or address. */
    public readonly host: string,
    /** Port that accepts connections. */
    public readonly port: number,
  ) {}
}
