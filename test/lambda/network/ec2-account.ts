import type { Answer, Call } from '../verification/evidence/aws-server';

interface Resource {
  readonly id: string;
  readonly token: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface PathResource extends Resource {
  readonly source: string;
  readonly destination: string;
  readonly port: string;
  readonly protocol: string;
}

interface AnalysisResource extends Resource {
  readonly pathId: string;
  readonly startedAt: number;
}

/** How an analysis ends, as the XML of its fields. */
export type Outcome = string;

/**
 * As AWS documents the answer for a security group without rules:
 * https://docs.aws.amazon.com/vpc/latest/reachability/getting-started-cli.html
 */
export const BLOCKED: Outcome =
  '<status>succeeded</status><networkPathFound>false</networkPathFound><explanationSet><item><direction>ingress</direction>'
  + '<explanationCode>ENI_SG_RULES_MISMATCH</explanationCode><networkInterface><id>eni-task</id>'
  + '<arn>arn:aws:ec2:us-east-1:123456789012:network-interface/eni-task</arn></networkInterface>'
  + '<securityGroupSet><item><id>sg-02f0d35a850ba727f</id></item></securityGroupSet>'
  + '<vpc><id>vpc-f1663d98ad28331c7</id></vpc></item></explanationSet>';
export const OPEN: Outcome = '<status>succeeded</status><networkPathFound>true</networkPathFound>';
const RUNNING: Outcome = '<status>running</status>';
export const FAILED: Outcome = '<status>failed</status><statusMessage>The request failed due to insufficient permissions</statusMessage>';

/** As much of an account's EC2 as the analyses need, with its rules: idempotent by token, and no path goes before its analyses. */
export class Ec2Account {
  public readonly paths = new Map<string, PathResource>();
  public readonly analyses = new Map<string, AnalysisResource>();
  public outcome: Outcome = RUNNING;
  public interfaces = ['eni-b', 'eni-a'];
  /** Actions that fail. */
  public readonly refused = new Set<string>();
  private made = 0;

  constructor(private readonly now: () => number) {}

  public readonly answer = ({ action, input }: Call): Answer => {
    if (this.refused.has(action)) { return error('UnauthorizedOperation'); }
    const fields = input as Record<string, string>;
    switch (action) {
      case 'DescribeTags':
        return xml(
          action,
          `<tagSet>${[...this.analyses.values()]
            .filter(
              ({ tags }) =>
                tags[fields['Filter.1.Value.1']] === fields['Filter.2.Value.1']
                && fields['Filter.3.Value.1'] === 'network-insights-analysis',
            )
            .map(({ id }) => `<item><resourceId>${id}</resourceId></item>`)
            .join('')}</tagSet>`,
        );
      case 'DescribeNetworkInsightsAnalyses':
        return this.describe(
          Object.keys(fields)
            .filter((key) => key.startsWith('NetworkInsightsAnalysisId'))
            .map((key) => fields[key]),
        );
      case 'DescribeNetworkInterfaces':
        return xml(
          action,
          `<networkInterfaceSet>${this.interfaces
            .map((id) => `<item><networkInterfaceId>${id}</networkInterfaceId></item>`)
            .join('')}</networkInterfaceSet>`,
        );
      case 'CreateNetworkInsightsPath':
        return this.create(fields);
      case 'StartNetworkInsightsAnalysis':
        return this.start(fields);
      case 'DeleteNetworkInsightsAnalysis':
        this.analyses.delete(fields.NetworkInsightsAnalysisId);
        return xml(action, `<networkInsightsAnalysisId>${fields.NetworkInsightsAnalysisId}</networkInsightsAnalysisId>`);
      case 'DeleteNetworkInsightsPath':
        if ([...this.analyses.values()].some(({ pathId }) => pathId === fields.NetworkInsightsPathId)) {
          return error('AnalysisExistsForNetworkInsightsPath');
        }
        this.paths.delete(fields.NetworkInsightsPathId);
        return xml(action, `<networkInsightsPathId>${fields.NetworkInsightsPathId}</networkInsightsPathId>`);
      default:
        return error('InvalidAction');
    }
  };

  private create(fields: Record<string, string>): Answer {
    const known = [...this.paths.values()].find(({ token }) => token === fields.ClientToken);
    const asked = { source: fields.Source, destination: fields.Destination, port: fields.DestinationPort, protocol: fields.Protocol };
    if (known && known.destination !== asked.destination) { return error('IdempotentParameterMismatch'); }
    const path = known ?? { id: `nip-${this.made += 1}`, token: fields.ClientToken, tags: tagsOf(fields), ...asked };
    this.paths.set(path.id, path);
    return xml(
      'CreateNetworkInsightsPath',
      `<networkInsightsPath><networkInsightsPathId>${path.id}</networkInsightsPathId></networkInsightsPath>`,
    );
  }

  private start(fields: Record<string, string>): Answer {
    const known = [...this.analyses.values()].find(({ token }) => token === fields.ClientToken);
    const analysis = known ?? {
      id: `nia-${(this.made += 1)}`,
      token: fields.ClientToken,
      tags: tagsOf(fields),
      pathId: fields.NetworkInsightsPathId,
      startedAt: this.now(),
    };
    this.analyses.set(analysis.id, analysis);
    return xml(
      'StartNetworkInsightsAnalysis',
      `<networkInsightsAnalysis><networkInsightsAnalysisId>${analysis.id}</networkInsightsAnalysisId></networkInsightsAnalysis>`,
    );
  }

  private describe(ids: readonly string[]): Answer {
    if (ids.length === 0 || ids.some((id) => !this.analyses.has(id))) { return error('InvalidNetworkInsightsAnalysisId.NotFound'); }
    const items = ids
      .map((id) => this.analyses.get(id)!)
      .map(
        ({ id, pathId, startedAt, tags }) =>
          `<item><networkInsightsAnalysisId>${id}</networkInsightsAnalysisId>`
          + `<networkInsightsPathId>${pathId}</networkInsightsPathId>`
          + `<startDate>${new Date(startedAt).toISOString()}</startDate>${this.outcome}`
          + `<tagSet>${Object.entries(tags)
            .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`)
            .join('')}</tagSet></item>`,
      );
    return xml('DescribeNetworkInsightsAnalyses', `<networkInsightsAnalysisSet>${items.join('')}</networkInsightsAnalysisSet>`);
  }
}

function tagsOf(fields: Record<string, string>): Record<string, string> {
  const keys = Object.keys(fields).filter((key) => /^TagSpecification\.1\.Tag\.\d+\.Key$/.test(key));
  return Object.fromEntries(keys.map((key) => [fields[key], fields[key.replace(/Key$/, 'Value')]]));
}

function xml(action: string, content: string): string {
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${content}</${action}Response>`;
}

function error(errorCode: string): Answer {
  return { httpStatus: 400, errorCode };
}
