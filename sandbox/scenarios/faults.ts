import { OF_APPLICATION } from './faults/application';
import { OF_CHECKS } from './faults/checks';
import { OF_ECS } from './faults/ecs';
import { shapeOf, type FaultKind } from './faults/fault-kind';
import { OF_NETWORK } from './faults/network';
import { OF_PROCESSES } from './faults/processes';
import { oneOf, type MapOf } from './shape';

const KINDS = { ...OF_PROCESSES, ...OF_APPLICATION, ...OF_NETWORK, ...OF_ECS, ...OF_CHECKS };

/** What a scenario can do: everything that happens to a service, and `resume`, which ends it. */
export type FaultName = keyof typeof KINDS | 'resume';

const RESUMED = Object.keys(KINDS) as ReadonlyArray<keyof typeof KINDS>;
const RESUME_KEYS = { fault: { shape: oneOf(RESUMED), about: 'What ends. Default: everything.' } };

/** Everything that a scenario can do: parser, schema and docs come from this table. */
export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  ...KINDS,
  resume: {
    about: 'What was done before ends, as far as it can.',
    keys: RESUME_KEYS,
    shape: shapeOf('resume', RESUME_KEYS),
    cause: (scene, { fault }: MapOf<typeof RESUME_KEYS>) => scene.resume(fault),
  },
};

