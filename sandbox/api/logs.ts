import { ApiError } from './errors';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';
import { lastPart } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

type Request = Readonly<Record<string, unknown>>;

/** What CloudWatch Logs has of containers whose definition names awslogs: what their processes wrote. */
export class LogsApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    GetLogEvents: (request) => this.getLogEvents(request),
  };

  constructor(private readonly services: readonly Service[], private readonly described: readonly DescribedModel[]) {}

  private getLogEvents({ logGroupName, logStreamName, limit = 10_000, startFromHead = false }: Request): object {
    const [container = '', id = ''] = String(logStreamName).split('/').slice(-2);
    const task = this.services.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
    const options = task && this.optionsOf(task, container);
    const stream = `${options?.['awslogs-stream-prefix']}/${container}/${id}`;
    const isIts = options?.['awslogs-group'] === logGroupName && stream === logStreamName;
    const lines = isIts ? task!.containers.find(({ name }) => name === container)?.output ?? [] : [];
    // A stream begins with the first line.
    if (lines.length === 0) { throw new ApiError('ResourceNotFoundException', 'The specified log stream does not exist.'); }
    const timestamp = Math.round(task!.startedAt ?? task!.createdAt);
    const events = lines.map((message) => ({ timestamp, ingestionTime: timestamp, message }));
    return {
      events: startFromHead ? events.slice(0, Number(limit)) : events.slice(-Number(limit)),
      nextForwardToken: 'f/0',
      nextBackwardToken: 'b/0',
    };
  }

  private optionsOf({ service }: Task, container: string): Readonly<Record<string, unknown>> | undefined {
    const { arn } = service.taskDefinition;
    const definition = this.described.find(({ type, reference }) => (
      type === 'AWS::ECS::TaskDefinition' && (reference === arn || lastPart(reference) === lastPart(arn))
    ));
    const containers = definition?.properties.ContainerDefinitions as ReadonlyArray<Record<string, any>> | undefined;
    const log = containers?.find(({ Name }) => Name === container)?.LogConfiguration;
    return log?.LogDriver === 'awslogs' ? log.Options : undefined;
  }
}
