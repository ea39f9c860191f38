import type { TargetProbe } from './check-result';
import type { ProbeRequest, ProbeResponse, ProbeTarget } from './probe-request';
import type { EndpointPlan } from '../../src/shared/plan';

/** Lambda takes and gives 6 MB at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST = 5_000_000;
/** How many components an answer names of each check, until it is small enough. */
const COMPONENTS = [20, 5, 1, 0];

/** A target whose endpoints stand elsewhere in the request. */
interface PackedTarget extends Omit<ProbeTarget, 'liveness' | 'readiness'> {
  /** Indices of `endpoints`. */
  readonly liveness?: number;
  readonly readiness?: number;
}

/** A request as the prober gets it: each endpoint once, however many tasks have it. */
export interface PackedRequest extends Omit<ProbeRequest, 'targets'> {
  readonly endpoints: readonly EndpointPlan[];
  readonly targets: readonly PackedTarget[];
}

export function pack({ targets, ...rest }: ProbeRequest): PackedRequest {
  const indices = new Map<string, number>();
  const endpoints: EndpointPlan[] = [];
  const indexOf = (endpoint: EndpointPlan) => {
    const key = JSON.stringify(endpoint);
    const index = indices.get(key) ?? endpoints.push(endpoint) - 1;
    indices.set(key, index);
    return index;
  };
  return {
    ...rest,
    targets: targets.map(({ liveness, readiness, ...target }) => ({
      ...target,
      ...liveness ? { liveness: indexOf(liveness) } : {},
      ...readiness ? { readiness: indexOf(readiness) } : {},
    })),
    endpoints,
  };
}

export function unpack({ targets, endpoints, ...rest }: PackedRequest): ProbeRequest {
  return {
    ...rest,
    targets: targets.map(({ liveness, readiness, ...target }) => ({
      ...target,
      ...liveness === undefined ? {} : { liveness: endpoints[liveness] },
      ...readiness === undefined ? {} : { readiness: endpoints[readiness] },
    })),
  };
}

/** The response with so few components that Lambda passes it on: in a large outage each task may name twenty that are down. */
export function fitting(response: ProbeResponse): ProbeResponse {
  let fitted = response;
  for (const most of COMPONENTS) {
    if (Buffer.byteLength(JSON.stringify(fitted)) <= LARGEST) { return fitted; }
    fitted = { ...response, targets: response.targets.map((target) => withComponents(target, most)) };
  }
  return fitted;
}

function withComponents({ id, checks }: TargetProbe, most: number): TargetProbe {
  return {
    id,
    checks: checks.map(({ components, ...check }) => (
      components && most > 0 ? { ...check, components: components.slice(0, most) } : check
    )),
  };
}
