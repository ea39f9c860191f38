import type { Template } from 'aws-cdk-lib/assertions';

/** What each resource of a template waits for: by `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
export class TemplateGraph {
  private readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  constructor(template: Template) {
    this.resources = template.toJSON().Resources as typeof this.resources;
  }

  /** Logical ids of the resources of a type. */
  public ofType(type: string): string[] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
  }

  public properties(id: string): any {
    return this.resources[id]!.Properties;
  }

  /** The shortest chain by which one resource waits for another, both included; undefined where it does not. */
  public chain(from: string, to: string): string[] | undefined {
    const queue: string[][] = [[from]];
    const seen = new Set([from]);
    for (let path = queue.shift(); path; path = queue.shift()) {
      const last = path.at(-1)!;
      if (last === to) { return path; }
      for (const next of this.waitsFor(last).filter((id) => !seen.has(id))) {
        seen.add(next);
        queue.push([...path, next]);
      }
    }
    return undefined;
  }

  private waitsFor(id: string): string[] {
    const found = new Set<string>();
    const note = (name: string) => { if (name in this.resources) { found.add(name); } };
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) { value.forEach(visit); return; }
      if (typeof value !== 'object' || value === null) { return; }
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'Ref') { note(String(inner)); }
        if (key === 'Fn::GetAtt') { note(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]!); }
        if (key === 'Fn::Sub') {
          for (const [, name] of String(Array.isArray(inner) ? inner[0] : inner).matchAll(/\$\{([\w:]+)/g)) { note(name!); }
        }
        visit(inner);
      }
    };
    const { Properties, DependsOn = [] } = this.resources[id]! as { Properties?: unknown; DependsOn?: string | string[] };
    visit(Properties);
    [DependsOn].flat().forEach(note);
    return [...found];
  }
}
