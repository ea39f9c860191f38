import { calculate, type Quantity } from './quantity';
import type { TargetGroupSettings } from './service-settings';
import { targetDetection } from '../../src/contract/timing';

/** The longest that a fault can last before the target is unhealthy. Seconds. */
export function worstTargetDetection({ interval, timeout, unhealthyThreshold: threshold }: TargetGroupSettings): Quantity {
  return calculate([interval, timeout, threshold], (each, limit, times) => (
    targetDetection({ interval: each, timeout: limit, unhealthyThreshold: times }).latest));
}
