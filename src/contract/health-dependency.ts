import { Token } from 'aws-cdk-lib';
import { checkArguments } from './check-arguments';
import { describeEndpoint } from './describe-endpoint';
import { fail } from './errors';
import { HealthEndpoint } from './health-endpoint';
import type { HealthProtocol } from './health-protocol';

/**
 * Something that the service needs and cannot repair by restarting. The verifier probes it separately, to distinguish a failed dependency
 * from a failed task.
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
   * @param endpoint the endpoint to probe; its port may be left out for 80 (http, ws) or 443 (https, wss, grpcs)
   */
  public static of(name: string, host: string, endpoint: HealthEndpoint): HealthDependency {
    checkArguments('HealthDependency.of', { name, host, endpoint });
    if (name.trim() === '') {
      fail({
        what: 'A dependency has no name',
        got: JSON.stringify(name),
        allowed: 'the name that the health answer uses for it',
        fix: "pass a name such as 'database'",
      });
    }
    return new HealthDependency(name, checkHost(`dependency '${name}'`, host), endpoint, portOf(`dependency '${name}'`, endpoint));
  }

  private constructor(
    /** The name that the service's own health answer uses for it. */
    public readonly name: string,
    /** Host name or address. */
    public readonly host: string,
    /** The endpoint to probe. */
    public readonly endpoint: HealthEndpoint,
    /** Port that accepts connections. */
    public readonly port: number,
  ) {}
}

/**
 * Where clients enter: the load balancer, or the name in front of it. The verifier sends it requests as a client would, and reports
 * FRONT_DOOR_DOWN when it fails while tasks and targets are healthy.
 */
export class FrontDoor {
  /**
   * A front door on the internet; the verifier function probes it from outside the VPC.
   * @param host name that clients use; may be a token such as `loadBalancer.loadBalancerDnsName`
   * @param endpoint the endpoint to probe; its port may be left out for 80 (http, ws) or 443 (https, wss, grpcs)
   */
  public static internetFacing(host: string, endpoint: HealthEndpoint): FrontDoor {
    checkArguments('FrontDoor.internetFacing', { host, endpoint });
    return new FrontDoor(checkHost('front door', host), endpoint, portOf('front door', endpoint), false);
  }

  /**
   * A front door inside the VPC; the prober probes it. The load balancer's security group must allow the prober.
   * @param host name that clients use; may be a token such as `loadBalancer.loadBalancerDnsName`
   * @param endpoint the endpoint to probe; its port may be left out for 80 (http, ws) or 443 (https, wss, grpcs)
   */
  public static internal(host: string, endpoint: HealthEndpoint): FrontDoor {
    checkArguments('FrontDoor.internal', { host, endpoint });
    return new FrontDoor(checkHost('front door', host), endpoint, portOf('front door', endpoint), true);
  }

  private constructor(
    /** Name that clients use. */
    public readonly host: string,
    /** The endpoint to probe. */
    public readonly endpoint: HealthEndpoint,
    /** Port that accepts connections. */
    public readonly port: number,
    /** Whether it lies inside the VPC. */
    public readonly isInternal: boolean,
  ) {}
}

const USUAL_PORTS: Readonly<Partial<Record<HealthProtocol, number>>> = { http: 80, ws: 80, https: 443, wss: 443, grpcs: 443 };

function portOf(what: string, endpoint: HealthEndpoint): number {
  if (endpoint._command) {
    fail({
      what: `The endpoint of the ${what} cannot be probed`,
      got: 'a command',
      allowed: 'an endpoint that answers on a port',
      fix: 'use a command as liveness of a worker only',
    });
  }
  return endpoint.port ?? USUAL_PORTS[endpoint.protocol]
    ?? fail({
      what: `The endpoint of the ${what} names no port`,
      got: `${describeEndpoint(endpoint)} without port`,
      allowed: 'a whole number from 1 to 65535',
      fix: 'pass port to the endpoint',
    });
}

function checkHost(what: string, host: string): string {
  if (!Token.isUnresolved(host) && !/^[\w.\-:]+$/.test(host)) {
    fail({
      what: `The host of the ${what} is neither a name nor an address`,
      got: JSON.stringify(host),
      allowed: 'a host name, an IPv4 or an IPv6 address',
      fix: 'pass the host without scheme, port and path',
    });
  }
  return host;
}
