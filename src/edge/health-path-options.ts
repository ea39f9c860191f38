import type { HealthChecker } from './health-checker';
import type { HealthContract } from '../contract/health-contract';

/** Which requests for health a web ACL labels, and whose it allows. */
export interface HealthPathRulesOptions {
  /** The contract with the HTTP and gRPC endpoints that are probed. */
  readonly contract: HealthContract;

  /**
   * Priority of the first rule, from 0; the second one takes the number after it. A rule gets only requests that no
   * rule with a lower number has allowed or blocked.
   * @default 0
   */
  readonly priority?: number;

  /**
   * Checkers whose requests for a health path are always allowed; a request has to match one of them.
   * @default - none; requests for health are only labelled
   */
  readonly checkers?: HealthChecker[];

  /**
   * Paths of other health checks, without query, such as that of a front door.
   * @default - those of the contract alone
   */
  readonly otherPaths?: string[];

  /**
   * Prefix of the rules' names, for several services behind one web ACL: 1–100 letters, digits, `-` and `_`.
   * @default 'LayeredHealth'
   */
  readonly name?: string;
}
