import {
  CreateNetworkInsightsPathCommand,
  DeleteNetworkInsightsAnalysisCommand,
  DeleteNetworkInsightsPathCommand,
  DescribeNetworkInsightsAnalysesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTagsCommand,
  EC2Client,
  StartNetworkInsightsAnalysisCommand,
  type Explanation, type ResourceType, type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { ReachabilityPlan } from '../../src/shared/plan';
import { SERVICE_TAG } from '../../src/shared/reachability-tags';
import { CLIENT_SETTINGS } from '../shared/client-settings';

/** Whose path and analysis it is: cluster and service. The verifier's role may only make and delete what carries it. */
/** The task at the end of the analysed path. */
const TASK_TAG = 'LayeredHealthTask';

/** One analysis that this service had made. */
export interface Analysis {
  readonly id: string;
  readonly pathId?: string;
  readonly task?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  readonly pathFound: boolean;
  readonly explanations: readonly Explanation[];
}

/** A path that is to be analysed. */
export interface AnalysisRequest {
  readonly service: string;
  readonly task: string;
  readonly source: ReachabilityPlan['source'];
  /** Id of the network interface of the task. */
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Requests of the same token make one analysis. */
  readonly token: string;
}

const ec2 = new EC2Client(CLIENT_SETTINGS);

/** The analyses of a service, the newest first. By tag: EC2 lists analyses only by their own id or by their path's. */
export async function readAnalyses(service: string, abortSignal: AbortSignal): Promise<Analysis[]> {
  const { Tags = [] } = await ec2.send(
    new DescribeTagsCommand({
      Filters: [
        { Name: 'key', Values: [SERVICE_TAG] },
        { Name: 'value', Values: [service] },
        { Name: 'resource-type', Values: ['network-insights-analysis'] },
      ],
    }),
    { abortSignal },
  );
  const ids = Tags.flatMap(({ ResourceId }) => ResourceId ?? []);
  if (ids.length === 0) { return []; }
  const query = new DescribeNetworkInsightsAnalysesCommand({ NetworkInsightsAnalysisIds: ids });
  const { NetworkInsightsAnalyses = [] } = await ec2.send(query, { abortSignal });
  return NetworkInsightsAnalyses
    .map((analysis): Analysis => ({
      id: analysis.NetworkInsightsAnalysisId ?? '',
      pathId: analysis.NetworkInsightsPathId,
      task: analysis.Tags?.find(({ Key }) => Key === TASK_TAG)?.Value,
      startedAt: analysis.StartDate?.getTime() ?? 0,
      status: analysis.Status ?? 'running',
      message: analysis.StatusMessage,
      pathFound: analysis.NetworkPathFound ?? false,
      explanations: analysis.Explanations ?? [],
    }))
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** Starts an analysis and does not wait for it. Tasks and their network interfaces come and go, so each analysis has a path of its own. */
export async function startAnalysis(request: AnalysisRequest, abortSignal: AbortSignal): Promise<void> {
  const { destination, port, protocol, token } = request;
  const source = await findSource(request, abortSignal);
  const { NetworkInsightsPath } = await ec2.send(new CreateNetworkInsightsPathCommand({
    Source: source,
    Destination: destination,
    Protocol: protocol,
    DestinationPort: port,
    ClientToken: token,
    TagSpecifications: tagged('network-insights-path', request),
  }), { abortSignal });
  const pathId = NetworkInsightsPath?.NetworkInsightsPathId;
  try {
    await ec2.send(new StartNetworkInsightsAnalysisCommand({
      NetworkInsightsPathId: pathId, ClientToken: token, TagSpecifications: tagged('network-insights-analysis', request),
    }), { abortSignal });
  } catch (error) {
    // A path that nobody will find again would count against the account's quota; that it stays is not worth another error.
    await ec2.send(new DeleteNetworkInsightsPathCommand({ NetworkInsightsPathId: pathId })).catch(() => undefined);
    throw error;
  }
}

/** Deletes an analysis and its path, in this order: a path that has analyses stays. */
export async function discardAnalysis({ id, pathId }: Analysis, abortSignal: AbortSignal): Promise<void> {
  await ec2.send(new DeleteNetworkInsightsAnalysisCommand({ NetworkInsightsAnalysisId: id }), { abortSignal });
  if (pathId) { await ec2.send(new DeleteNetworkInsightsPathCommand({ NetworkInsightsPathId: pathId }), { abortSignal }); }
}

async function findSource({ source, destination }: AnalysisRequest, abortSignal: AbortSignal): Promise<string> {
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({
    Filters: [{ Name: source.filter, Values: [source.value] }, { Name: 'status', Values: ['in-use'] }],
  }), { abortSignal });
  // Any of them: they share their security groups. The first by id, so that all runs of an interval ask for the same path.
  const [first] = NetworkInterfaces.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []).filter((id) => id !== destination).sort();
  if (!first) { throw new Error(`no network interface has ${source.filter} ${source.value}`); }
  return first;
}

function tagged(ResourceType: ResourceType, { service, task }: AnalysisRequest): TagSpecification[] {
  return [{ ResourceType, Tags: [{ Key: SERVICE_TAG, Value: service }, { Key: TASK_TAG, Value: task }] }];
}
