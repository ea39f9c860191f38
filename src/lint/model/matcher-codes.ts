import type { TargetGroup } from './target-group';
import { MATCHER_CODES } from '../../contract/limits';
import type { CodeRange } from '../../shared/status-codes';
import { isGiven } from '../value';

const APPLICATION = ['HTTP', 'HTTPS'];

/** HTTP codes that a matcher of the group may name; undefined where the protocol is not known. */
export function allowedHttpCodes({ protocol, network }: TargetGroup): CodeRange | undefined {
  if (!isGiven(protocol)) { return undefined; }
  return APPLICATION.includes(protocol) ? MATCHER_CODES.application : network === true ? MATCHER_CODES.network : undefined;
}
