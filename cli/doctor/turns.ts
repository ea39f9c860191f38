import { type LimitName, OPERATIONS, type OperationName, RATE_LIMITS } from './operations';
import { RateBudget } from '../../lambda/verification/evidence/rate-budget';

/** Our shares of what AWS allows the account, which others need as well: a tenth of what it allows in a minute, and a fifth at once. */
const RATE_SHARE = 0.09;
const BURST_SHARE = 0.2;

/** A budget for each rate limit of AWS. */
export function turnsWithin(): (operation: OperationName) => RateBudget {
  const budgets = new Map(Object.entries(RATE_LIMITS).map(([name, { perSecond, burst }]) => (
    [name as LimitName, new RateBudget({ perSecond: perSecond * RATE_SHARE, burst: Math.max(1, burst * BURST_SHARE) }, 1)]
  )));
  return (operation) => budgets.get(OPERATIONS[operation].limit)!;
}
