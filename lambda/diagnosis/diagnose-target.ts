import { explain } from './explain';
import { diagnosis } from './faults';
import { observeProbe } from './observations';
import { answeredWell, unprobed, withComponents } from './probe-evidence';
import type { TargetProbe } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

/**
 * The root cause of what a probe found at one address, without evidence of AWS. The gravest fault, with the others in its evidence.
 */
export function diagnoseTarget(probe: TargetProbe): Diagnosis {
  const blind = unprobed(probe);
  if (blind) { return diagnosis('PROBER_FAULT', [blind]); }
  const [first, ...further] = explain(observeProbe(probe));
  if (!first) { return diagnosis('HEALTHY', [answeredWell(probe) ?? 'it accepts connections']); }
  const also = further.flatMap(({ evidence }) => evidence.slice(0, 1).map((line) => `also: ${line}`));
  const well = answeredWell(probe);
  // Nobody else says how long it may be out of service.
  const found = first.fault === 'STUCK_OUT_OF_SERVICE' ? diagnosis('DRAINING', first.evidence) : first;
  return { ...found, evidence: [...withComponents(found.evidence, probe), ...also, ...well ? [well] : []] };
}
