import type { Plan } from '../../src/shared/plan';
import type { TargetProbe } from '../shared/check-result';
import { describeError } from '../shared/describe-error';
import type { ProbeRequest, ProbeResponse, ProbeTarget } from '../shared/probe-request';

/** Who sends probes. */
export interface Probers {
  /** Probes from inside the services' network. */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResponse>;
  /** Probes from where the verifier is. */
  probeFromOutside(request: ProbeRequest): Promise<ProbeResponse>;
}

/** What the probes of one plan found. */
export interface PlanProbes extends ProbeResponse {
  /** Why some of them could not be sent. */
  readonly trouble?: string;
}

/** What one plan has to be probed. */
export interface PlanRequests {
  readonly plan: Plan;
  readonly inside: ProbeRequest;
  readonly outside?: ProbeRequest;
}

/** Targets of one call of the prober: answers of so many stay below the 6 MB of an invocation, and so does the request. */
const TARGETS_A_CHUNK = 500;

/** One plan's part of a chunk. */
interface Piece {
  readonly plan: Plan;
  readonly request: ProbeRequest;
}

/** Sends the probes of many plans, those from inside in as few calls as they fit into. Never rejects. */
export async function probeInChunks(
  requests: readonly PlanRequests[], { probe, probeFromOutside }: Probers, signal: AbortSignal,
): Promise<ReadonlyMap<Plan, PlanProbes>> {
  const outside = new Map(requests.flatMap(({ plan, outside: request }) => request ? [[plan, probeFromOutside(request)] as const] : []));
  // Nobody waits for these yet, and a rejection must not end the process.
  for (const answer of outside.values()) { answer.catch(() => {}); }
  const answers = await Promise.all(chunksOf(requests).map((chunk) => probeChunk(chunk, probe, signal)));
  const found = new Map<Plan, PlanProbes>();
  for (const [plan, answer] of answers.flat()) {
    const before = found.get(plan);
    found.set(plan, before ? {
      ...before,
      ...answer,
      targets: [...before.targets, ...answer.targets],
      dependencies: [...before.dependencies, ...answer.dependencies],
    } : answer);
  }
  for (const [plan, answer] of outside) {
    const before = found.get(plan)!;
    const fromOutside = await answer.then(({ frontDoor }): Partial<PlanProbes> => ({ frontDoor }))
      .catch((error: unknown) => ({ trouble: `the probe of the front door failed: ${describeError(error)}` }));
    found.set(plan, { ...before, ...fromOutside });
  }
  return found;
}

async function probeChunk(chunk: readonly Piece[], probe: Probers['probe'], signal: AbortSignal): Promise<Array<[Plan, PlanProbes]>> {
  const request = chunk.length === 1 ? chunk[0].request : merged(chunk.map((piece) => piece.request));
  try {
    const response = await probe(request, signal);
    if (chunk.length === 1) { return [[chunk[0].plan, response]]; }
    return divided(chunk, response);
  } catch (error) {
    const trouble = `the prober failed: ${describeError(error)}`;
    return chunk.map(({ plan }) => [plan, { targets: [], dependencies: [], trouble }]);
  }
}

/** Plan by plan; one with many tasks goes over several chunks, with all but its tasks in the first. */
function chunksOf(requests: readonly PlanRequests[]): Piece[][] {
  const chunks: Piece[][] = [];
  let room = 0;
  for (const { plan, inside } of requests) {
    let rest: ProbeRequest | undefined = inside;
    while (rest) {
      if (room < Math.min(sizeOf(rest), TARGETS_A_CHUNK)) {
        chunks.push([]);
        room = TARGETS_A_CHUNK;
      }
      const further = others(rest).length;
      const taken: number = Math.max(0, room - further);
      const { frontDoor: _, ...without } = rest;
      chunks[chunks.length - 1].push({ plan, request: { ...rest, targets: rest.targets.slice(0, taken) } });
      room -= further + Math.min(taken, rest.targets.length);
      rest = rest.targets.length > taken ? { ...without, dependencies: [], targets: rest.targets.slice(taken) } : undefined;
    }
  }
  return chunks;
}

function sizeOf({ targets, dependencies, frontDoor }: ProbeRequest): number {
  return targets.length + dependencies.length + (frontDoor ? 1 : 0);
}

/** One request for several plans: what is no task stands among the dependencies, since results come back in order. */
function merged(requests: readonly ProbeRequest[]): ProbeRequest {
  return {
    targets: requests.flatMap(({ targets }) => targets),
    dependencies: requests.flatMap(others),
    secrets: Object.assign({}, ...requests.map(({ secrets }) => secrets)) as ProbeRequest['secrets'],
    spreadMs: Math.max(...requests.map(({ spreadMs = 0 }) => spreadMs)),
    deadlineMs: Math.min(...requests.map(({ deadlineMs }) => deadlineMs)),
  };
}

function others({ dependencies, frontDoor }: ProbeRequest): readonly ProbeTarget[] {
  return [...dependencies, ...frontDoor ? [frontDoor] : []];
}

function divided(chunk: readonly Piece[], response: ProbeResponse): Array<[Plan, PlanProbes]> {
  const targets = [...response.targets];
  const further = [...response.dependencies];
  const take = (from: TargetProbe[], count: number) => {
    const taken = from.splice(0, count);
    if (taken.length < count) { throw new Error('the prober did not answer about every target'); }
    return taken;
  };
  return chunk.map(({ plan, request }) => ({
    plan,
    own: take(targets, request.targets.length),
    dependencies: take(further, request.dependencies.length),
    frontDoor: take(further, request.frontDoor ? 1 : 0)[0],
  })).map(({ plan, own, dependencies, frontDoor }) => [plan, { targets: own, dependencies, ...frontDoor ? { frontDoor } : {} }]);
}
