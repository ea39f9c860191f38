/** What runs, by the logical id that it has here. */
export interface RunningResource {
  readonly type:
    'service' | 'task definition' | 'target group' | 'load balancer' | 'listener' | 'alarm' | 'scaling' | 'health check' | 'record';
  readonly name: string;
  readonly arn: string;
  readonly cluster?: string;
  /** What watches or scales: ARNs of the services or load balancers of which it does. */
  readonly of?: readonly string[];
}

/** Properties of a resource. */
export type Json = Record<string, unknown>;
/** Adds a resource. */
export type Put = (id: string, type: string, properties: Json) => void;

/** Logical ids, in letters and digits as CloudFormation wants them; each once. */
export class Ids {
  public readonly names = new Map<string, RunningResource>();
  private readonly byArn = new Map<string, string>();

  public add(resource: RunningResource): string {
    const known = this.byArn.get(resource.arn);
    if (known) { return known; }
    const words = [resource.name, resource.type, ...resource.cluster ? [resource.cluster] : []].map((word) => (
      word.split(/[^A-Za-z0-9]+/).filter(Boolean).map((part) => part[0].toUpperCase() + part.slice(1)).join('')
    ));
    const [short, ...longer] = [words[0], words.slice(0, 2).join(''), words.join('')];
    let id = [short, ...longer].find((each) => each !== '' && !this.names.has(each)) ?? words.join('');
    for (let number = 2; this.names.has(id); number += 1) { id = `${words.join('')}${number}`; }
    this.names.set(id, resource);
    this.byArn.set(resource.arn, id);
    return id;
  }

  public of(arn: string): string | undefined {
    return this.byArn.get(arn);
  }

  /** A reference where the resource was read. */
  public ref(arn: string | undefined): unknown {
    const id = arn === undefined ? undefined : this.byArn.get(arn);
    return id === undefined ? arn : { Ref: id };
  }
}
