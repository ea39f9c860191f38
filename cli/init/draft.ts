import { proposeContract, type ContractProposal, type StatedPromises } from '../services/propose-contract';
import type { ServiceSettings } from '../services/service-settings';

/** Probes that `ContainerProbe` makes without arguments. */
export type ProbeName = 'curl' | 'wget' | 'node' | 'python' | 'grpcHealthProbe';

/** What `init` says of one service. */
export interface ContractDraft {
  readonly settings: ServiceSettings;
  /** Absent where nothing says how the process could be asked, and where there is a contract already. */
  readonly contract?: ContractProposal;
  /** The tool that the image evidently has, where its check can be made by the library. */
  readonly probe?: ProbeName;
  readonly covered: boolean;
}

/** Programs by which a container check asks, and the probe that asks with the same one. */
const PROBES: ReadonlyArray<readonly [RegExp, ProbeName]> = [
  [/\bgrpc_health_probe\b/, 'grpcHealthProbe'],
  [/\bcurl\b/, 'curl'],
  [/\bwget\b/, 'wget'],
  [/\bnode\b/, 'node'],
  [/\bpython3?\b/, 'python'],
];

export function draftOf(settings: ServiceSettings, stated: StatedPromises = {}): ContractDraft {
  if (settings.verifier) { return { settings, covered: true }; }
  const contract = proposeContract(settings, stated);
  const probe = contract && probeOf(settings, contract);
  return { settings, ...contract && { contract }, ...probe && { probe }, covered: false };
}

/** Only a tool that can ask the proposed endpoint: others would be refused. */
function probeOf({ container: { check } }: ServiceSettings, { liveness: { protocol } }: ContractProposal): ProbeName | undefined {
  const found = PROBES.find(([program]) => program.test(check?.command.join(' ') ?? ''))?.[1];
  switch (protocol) {
    case 'http':
    case 'https': return found === 'grpcHealthProbe' ? undefined : found;
    case 'grpc': return found === 'grpcHealthProbe' ? found : undefined;
    default: return undefined;
  }
}

/** What `init --format json` prints. */
export function initJson(drafts: readonly ContractDraft[]): string {
  const services = drafts.map(({ settings: { name, template, constructPath }, contract, probe, covered }) => ({
    service: name, template, constructPath, covered, contract: contract && { ...contract, promises: undefined }, containerProbe: probe,
  }));
  return JSON.stringify({ version: 1, services }, undefined, 2);
}
