import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/** The parts of each service that are verified already. */
const VERIFIED = new WeakMap<IConstruct, Set<string | undefined>>();

/** Claims a part of a service for one verification: two of them would write the same metrics. */
export function claimPart(service: IConstruct, part: string | undefined, constructPath: string): void {
  if (part !== undefined && !/^[\w-]{1,64}$/.test(part)) {
    fail('The part of a service is not a name', JSON.stringify(part), 'letters, digits, _ and -, at most 64', "pass a name such as 'admin'", constructPath);
  }
  const parts = VERIFIED.get(service) ?? new Set();
  if (parts.has(part)) {
    fail('The service is verified already', part === undefined ? 'a second contract without part' : `a second contract for part '${part}'`,
      'contracts of one service whose part differs', "pass part, such as 'admin', to one of them", constructPath);
  }
  VERIFIED.set(service, parts.add(part));
}
