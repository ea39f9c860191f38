import { Token } from 'aws-cdk-lib';
import { checkArguments } from './check-arguments';
import { fail } from './errors';
import { HealthEndpoint } from './health-endpoint';

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
    checkArguments('HealthDependency.tcp', { name, host, port });
    return HealthDependency.of(name, host, HealthEndpoint.tcp({ port }));
  }

  /**
   * A dependency with an endpoint of any kind.
   * @param name the name that the service's own health answer uses for it, e.g. `payments`
   * @param host host name or address; may be a token
   * @param endpoint what to ask; it names its port, unless 80 (http, ws) or 443 (https, wss, grpcs) is meant
   */
  public static of(name: string, host: string, endpoint: HealthEndpoint): HealthDependency {
    checkArguments('HealthDependency.of', { name, host, endpoint });
    if (name.trim() === '') {
      fail('A dependency has no name', JSON.stringify(name), 'the name that the health answer uses for it', "pass a name such as 'database'");
    }
    return new HealthDependency(name, checkHost(`dependency '${name}'`, host), endpoint, portOf(`dependency '${name}'`, endpoint));
  }

  private constructor(
    /** The name that the service's own health answer uses for it. */
    public readonly name: string,
    /** Host name or address. */
    public readonly host: string,
    /** What to ask. */
    public readonly endpoint: HealthEndpoint,
    /** Port that accepts connections. */
    public readonly port: number,
  ) {}
}

/**
 * Where clients come in: the load balancer or the name in front of it. The verifier asks it as a client would,
 * and says EDGE when tasks and targets are well and it is not.
 */
export class FrontDoor {
  /**
   * A front door on the internet; the verifier function asks, from outside the VPC.
   * @param host name that clients use; may be a token such as `loadBalancer.loadBalancerDnsName`
   * @param endpoint what to ask; it names its port, unless 80 (http, ws) or 443 (https, wss, grpcs) is meant
   */
  public static internetFacing(host: string, endpoint: HealthEndpoint): FrontDoor {
    checkArguments('FrontDoor.internetFacing', { host, endpoint });
    return new FrontDoor(checkHost('front door', host), endpoint, portOf('front door', endpoint), false);
  }

  /**
   * A front door inside the VPC; the prober asks. The load balancer's security group must let the prober in.
   * @param host name that clients use; may be a token such as `loadBalancer.loadBalancerDnsName`
   * @param endpoint what to ask; it names its port, unless 80 (http, ws) or 443 (https, wss, grpcs) is meant
   */
  public static internal(host: string, endpoint: HealthEndpoint): FrontDoor {
    checkArguments('FrontDoor.internal', { host, endpoint });
    return new FrontDoor(checkHost('front door', host), endpoint, portOf('front door', endpoint), true);
  }

  private constructor(
    /** Name that clients use. */
    public readonly host: string,
    /** What to ask. */
    public readonly endpoint: HealthEndpoint,
    /** Port that accepts connections. */
    public readonly port: number,
    /** Whether it lies inside the VPC. */
    public readonly isInternal: boolean,
  ) {}
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443, grpcs: 443 };

function portOf(what: string, endpoint: HealthEndpoint): number {
  if (endpoint._command) {
    fail(`The endpoint of the ${what} cannot be asked`, 'a command', 'an endpoint that answers on a port', 'use a command as liveness of a worker only');
  }
  return endpoint.port ?? USUAL_PORTS[endpoint.protocol]
    ?? fail(`The endpoint of the ${what} names no port`, `a ${endpoint.protocol} endpoint without port`, 'a whole number from 1 to 65535', 'pass port to the endpoint');
}

function checkHost(what: string, host: string): string {
  if (!Token.isUnresolved(host) && !/^[\w.\-:]+$/.test(host)) {
    fail(`The host of the ${what} is neither a name nor an address`, JSON.stringify(host), 'a host name, an IPv4 or an IPv6 address', 'pass the host without scheme, port and path');
  }
  return host;
}
