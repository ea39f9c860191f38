import type { Duration } from 'aws-cdk-lib';
import type { HealthAssertion } from './health-assertion';
import type { HealthDialogue } from './health-dialogue';
import type { HealthFormat } from './health-format';
import type { SecretHeader } from './secret-header';

/** Options that every kind of endpoint takes. */
export interface EndpointOptions {
  /**
   * Port of the endpoint, 1–65535.
   * @default - the contract's port
   */
  readonly port?: number;

  /**
   * How long one check may take, connect included: whole seconds, 2–20.
   * @default - 5 seconds, or less where `detectWithin` needs it
   */
  readonly timeout?: Duration;

  /**
   * A right answer that takes longer than this is SLOW: the library alerts, and restarts nothing. Only the verifier measures it.
   * @default - any time within the timeout is good
   */
  readonly warnAfter?: Duration;

  /**
   * A right answer that takes longer than this is a failure. Only the verifier measures it.
   * @default - any time within the timeout is good
   */
  readonly failAfter?: Duration;
}

/** Options of an endpoint that is a command. */
export interface CommandOptions {
  /**
   * How long the command may take: whole seconds, 2–20.
   * @default - 5 seconds, or less where `detectWithin` needs it
   */
  readonly timeout?: Duration;
}

/** Options of an endpoint behind TLS. */
export interface TlsEndpointOptions extends EndpointOptions {
  /**
   * Name for SNI, for which the certificate must be valid. Tasks are probed by address; without a name only the dates of their
   * certificate are verified.
   * @default - none
   */
  readonly serverName?: string;

  /**
   * A certificate with less time left counts as expiring, and the library alerts.
   * @default Duration.days(14)
   */
  readonly certificateExpiry?: Duration;
}

/** What a request of HTTP or WebSocket carries. */
export interface RequestOptions extends TlsEndpointOptions {
  /**
   * Headers without secrets. Load balancers and container checks cannot send them.
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Headers whose values are secrets. Load balancers and container checks cannot send them.
   * @default - none
   */
  readonly secretHeaders?: SecretHeader[];
}

/** Options of an HTTP or HTTPS endpoint. */
export interface HttpEndpointOptions extends RequestOptions {
  /**
   * Status codes that count as healthy, as the load balancer's matcher writes them: `200`, `200,204` or `200-299`; 200–499.
   * @default '200-299'
   */
  readonly statusCodes?: string;

  /**
   * What the verifier takes status codes for, whatever the body says, by codes as in `statusCodes`, 200–599: of a Vault
   * `{ '429,473': StatusCodeMeaning.OUT_OF_SERVICE, '503': StatusCodeMeaning.NEEDS_PEOPLE }`.
   * @default - a code that is not accepted is a failure, unless the body or the code itself says otherwise
   */
  readonly statusCodeMeanings?: { [codes: string]: StatusCodeMeaning };

  /**
   * How the verifier reads the body. Load balancers and container checks see the status code only.
   * @default HealthFormat.AUTO
   */
  readonly format?: HealthFormat;

  /**
   * Method of the verifier's request. Load balancers and container checks only know GET.
   * @default HealthMethod.GET
   */
  readonly method?: HealthMethod;

  /**
   * Body of the verifier's request, at most 1 KiB.
   * @default - none
   */
  readonly body?: string;

  /**
   * Whether the verifier follows redirects. Load balancers and container checks do not.
   * @default HealthRedirects.NONE
   */
  readonly redirects?: HealthRedirects;

  /**
   * What the answer must have besides its status; all of them. Only the verifier checks them.
   * @default - none
   */
  readonly assertions?: HealthAssertion[];

  /**
   * An answer whose own date or age is older than this fails. Only the verifier checks it.
   * @default - the age of an answer does not matter
   */
  readonly maxAge?: Duration;
}

/** Options of a TCP endpoint. */
export interface TcpEndpointOptions extends EndpointOptions {
  /**
   * What is sent and how the answer must be. Only the verifier sends it; load balancers and container checks only connect.
   * @default - a connection that is accepted is enough
   */
  readonly dialogue?: HealthDialogue;
}

/** Method of an HTTP request. */
export enum HealthMethod {
  /** GET: what load balancers and container checks use. */
  GET = 'GET',
  /** HEAD: no body comes back, so only status and headers count. */
  HEAD = 'HEAD',
  /** POST. */
  POST = 'POST',
  /** PUT. */
  PUT = 'PUT',
  /** OPTIONS. */
  OPTIONS = 'OPTIONS',
}

/** What a status code says of a service. */
export enum StatusCodeMeaning {
  /** It serves, and people should know. */
  DEGRADED = 'degraded',
  /** It takes no traffic on purpose: nobody is alerted, nothing is restarted. */
  OUT_OF_SERVICE = 'out-of-service',
  /** It is still starting: nothing is done within its startup time. */
  NOT_YET = 'not-yet',
  /** It is down, and a restart never helps: people are alerted. */
  NEEDS_PEOPLE = 'needs-people',
}

/** Whether redirects are followed. */
export enum HealthRedirects {
  /** A redirect is an answer like any other. */
  NONE = 'none',
  /** At most five, on the same host, port and scheme. */
  SAME_HOST = 'same-host',
  /** At most five, also to other hosts, which never get a secret header. */
  FOLLOW = 'follow',
}
