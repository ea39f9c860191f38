import type { HostileTarget } from './hostile-target';
import { tableOf } from '../../docs/generated';

type Shown = Pick<HostileTarget, 'name' | 'fault'>;

const METADATA = 'metadata address, ';

/** The table of docs/annex/hostile-targets.md: every target beside the fault that it leads to. Why it does, the target itself says. */
export function pageOf(targets: readonly Shown[]): string {
  const faults = [...new Set(targets.map(({ fault }) => fault))];
  return tableOf(['Fault', 'Targets'], faults.map((fault) => {
    const same = targets.filter((target) => target.fault === fault);
    const others = same.map(({ name }) => name).filter((name) => !name.startsWith(METADATA));
    return [`\`${fault}\``, [...others, ...metadataOf(same)].join('<br>')];
  }));
}

/** Notations of the metadata address, each of which is tried by HTTP and by TCP. */
function metadataOf(targets: readonly Shown[]): string[] {
  const notations = targets.filter(({ name }) => name.startsWith(METADATA))
    .map(({ name }) => name.slice(METADATA.length).replace(/, by (HTTP|TCP)$/, ''));
  return notations.length > 0 ? [`${METADATA}by HTTP and by TCP: ${[...new Set(notations)].join('; ')}`] : [];
}
