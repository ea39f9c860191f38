import type { TargetGroup } from './target-group';
import { MATCHER_CODES } from '../../contract/limits';
import { isGiven } from '../value';

export interface Codes {
  readonly min: number;
  readonly max: number;
}

const NETWORK = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'];
const APPLICATION = ['HTTP', 'HTTPS'];

/** A matcher such as `200,202-204`; undefined where it is written otherwise. */
export function parseCodes(matcher: string): readonly Codes[] | undefined {
  const parts = matcher.split(',').map((part) => /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part));
  const codes = parts.map((part) => (part ? { min: Number(part[1]), max: Number(part[2] ?? part[1]) } : { min: 1, max: 0 }));
  return codes.every(({ min, max }) => min <= max) ? codes : undefined;
}

export function matches(codes: readonly Codes[], code: number): boolean {
  return codes.some(({ min, max }) => min <= code && code <= max);
}

/** HTTP codes that a matcher may name, where the group's protocol tells. */
export function allowedHttpCodes({ protocol }: TargetGroup): Codes | undefined {
  if (!isGiven(protocol)) { return undefined; }
  return APPLICATION.includes(protocol) ? MATCHER_CODES.application : NETWORK.includes(protocol) ? MATCHER_CODES.network : undefined;
}
