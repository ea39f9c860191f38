import { DEFAULT_STATUS_CODES, highestStatus } from '../../src/shared/status-codes';
import { proposeContract, type ContractProposal, type ProposedDuration, type StatedDurations } from '../services/propose-contract';
import type { ProposedEndpoint } from '../services/propose-endpoints';
import type { ServiceSettings } from '../services/service-settings';

/** Probes that `ContainerProbe` makes without arguments. */
type ProbeName = 'curl' | 'wget' | 'node' | 'python' | 'grpcHealthProbe';

/** The proposal for one service. */
export interface ContractDraft {
  readonly settings: ServiceSettings;
  /** What the template alone states of them, where that is less. */
  readonly stated?: ServiceSettings;
  /** Absent where nothing states how to probe the process, and where there is a contract already. */
  readonly contract?: ContractProposal;
  /** The program that the image evidently has, where the library can probe with it. */
  readonly probe?: ProbeName;
  /** Whether the service has a contract already. */
  readonly covered: boolean;
  /** Why there is no contract, where there is none. */
  readonly missing?: string;
}

/** Programs of container checks, and the probe of the library that uses the same one. */
const PROBES: ReadonlyArray<readonly [RegExp, ProbeName]> = [
  [/\bgrpc_health_probe\b/, 'grpcHealthProbe'],
  [/\bcurl\b/, 'curl'],
  [/\bwget\b/, 'wget'],
  [/\bnode\b/, 'node'],
  [/\bpython3?\b/, 'python'],
];

/** @param usual the settings with the defaults of parameters, which are guesses wherever the template alone does not state them */
export function draftOf(settings: ServiceSettings, stated: StatedDurations = {}, usual: ServiceSettings = settings): ContractDraft {
  if (settings.verifier) { return { settings, covered: true }; }
  const proposed = proposeContract(usual, stated);
  if (!proposed) { return { settings: usual, covered: false, missing: missingOf(usual) }; }
  const contract = usual === settings ? proposed : markGuesses(proposed, proposeContract(withPortOf(usual, settings), stated), settings);
  const probe = probeOf(usual, contract);
  return { settings: usual, ...usual !== settings && { stated: settings }, contract, ...probe && { probe }, covered: false };
}

const BY_DEFAULT = 'from the defaults of parameters, which a deployment may change';

/** Without a port nothing could be proposed, and so nothing compared. */
function withPortOf({ container: { port } }: ServiceSettings, settings: ServiceSettings): ServiceSettings {
  return port === undefined ? settings : { ...settings, container: { ...settings.container, port } };
}

/** What only follows with the defaults of parameters is marked. */
function markGuesses(usual: ContractProposal, stated: ContractProposal | undefined, { container }: ServiceSettings): ContractProposal {
  const duration = (name: 'startup' | 'longestRequest' | 'shutdown' | 'detectWithin'): ProposedDuration => {
    const { reason, ...proposed } = usual[name];
    return stated?.[name].seconds === proposed.seconds && stated[name].from === proposed.from || proposed.from !== 'template'
      ? usual[name] : { ...proposed, from: 'assumed', reason: `${reason}, ${BY_DEFAULT}` };
  };
  const endpoint = (one: ProposedEndpoint, other: ProposedEndpoint | undefined): ProposedEndpoint => (
    // Where the template alone leaves the same value to a guess, it does not state it.
    JSON.stringify({ ...one, reason: '' }) === JSON.stringify({ ...other, reason: '' }) ? one
      : { ...one, guesses: [...one.guesses ?? [], BY_DEFAULT] });
  return {
    ...usual,
    ...usual.port !== undefined && usual.port !== (container.port ?? stated?.liveness.port) && { portGuess: BY_DEFAULT },
    liveness: endpoint(usual.liveness, stated?.liveness),
    ...usual.readiness && { readiness: endpoint(usual.readiness, stated?.readiness ?? stated?.liveness) },
    startup: duration('startup'),
    longestRequest: duration('longestRequest'),
    shutdown: duration('shutdown'),
    detectWithin: duration('detectWithin'),
  };
}

function missingOf({ container: { check, idleCheck, port }, targetGroup }: ServiceSettings): string {
  return [
    port === undefined ? 'no port' : 'a port',
    targetGroup ? 'a target group whose check it does not state' : 'no target group',
    check && check.command.length > 0 ? `a command that a contract does not take: ${check.command.join(' ')}`
      : idleCheck ? `a command that always succeeds: ${idleCheck.command.join(' ')}` : 'no command',
  ].join(', ');
}

/** The highest code that curl and wget of this library take for healthy. */
const HIGHEST_CODE: Readonly<Partial<Record<ProbeName, number>>> = { curl: 399, wget: 299 };

/** Only a program that can probe the proposed endpoint: the library refuses others. */
function probeOf(
  { container: { check } }: ServiceSettings,
  { liveness: { protocol, statusCodes = DEFAULT_STATUS_CODES } }: ContractProposal,
): ProbeName | undefined {
  const found = PROBES.find(([program]) => program.test(check?.command.join(' ') ?? ''))?.[1];
  switch (protocol) {
    case 'http':
    case 'https': {
      const fits = found !== undefined && highestStatus(statusCodes) <= (HIGHEST_CODE[found] ?? Infinity);
      return fits && found !== 'grpcHealthProbe' ? found : undefined;
    }
    case 'grpcs':
    case 'grpc': return found === 'grpcHealthProbe' ? found : undefined;
    default: return undefined;
  }
}

/** What `init --format json` prints. */
export function initJson(drafts: readonly ContractDraft[]): string {
  const services = drafts.map(({ settings: { name, template, constructPath }, contract, probe, covered, missing }) => ({
    service: name,
    template,
    constructPath,
    covered,
    contract: contract && { ...contract, contractSeconds: undefined },
    containerProbe: probe,
    missing,
  }));
  return JSON.stringify({ version: 1, services }, undefined, 2);
}
