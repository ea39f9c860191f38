import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/** The contracts of each service that are verified already, by name. */
const VERIFIED = new WeakMap<IConstruct, Set<string | undefined>>();

/** Claims a contract's name for one verification of a service: two of them would publish the same metrics. */
export function claimContractName(service: IConstruct, contractName: string | undefined, constructPath: string): void {
  if (contractName !== undefined && !/^[\w-]{1,64}$/.test(contractName)) {
    fail({
      what: 'contractName is not a name',
      got: JSON.stringify(contractName),
      allowed: 'letters, digits, _ and -, at most 64',
      fix: "pass a name such as 'admin'",
      at: constructPath,
    });
  }
  const names = VERIFIED.get(service) ?? new Set();
  if (names.has(contractName)) {
    fail({
      what: 'The service is verified already',
      got: contractName === undefined ? 'a second contract without contractName' : `a second contract named '${contractName}'`,
      allowed: 'contracts of one service with different contractNames',
      fix: "pass contractName, such as 'admin', to one of them",
      at: constructPath,
    });
  }
  VERIFIED.set(service, names.add(contractName));
}
