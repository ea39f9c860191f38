import type { HealthChecker } from './health-checker';
import type { HealthContract } from '../contract/health-contract';

/** Which requests for health a web ACL marks, and whose it lets through. */
export interface HealthPathRulesOptions {
  /** The contract whose HTTP and gRPC endpoints are asked. */
  readonly contract: HealthContract;

  /**
   * Priority of the first rule, from 0; the second one takes the number after it. A rule sees only what no rule with a lower number has allowed or blocked already.
   * @default 0
   */
  readonly priority?: number;

  /**
   * Who is always let through on a health path, by any of these.
   * @default - nobody; requests for health are only marked
   */
  readonly checkers?: HealthChecker[];

  /**
   * Paths of other health checks, without query, such as that of a front door.
   * @default - those of the contract alone
   */
  readonly otherPaths?: string[];

  /**
   * Begin of the rules' names, for several services behind one web ACL: 1–100 letters, digits, `-` and `_`.
   * @default 'LayeredHealth'
   */
  readonly name?: string;
}
