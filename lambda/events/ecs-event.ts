import { cleanText } from '../engine/text';

/** An event, read with bounds: whatever a field holds, it becomes short, printable text or nothing. */
export interface EcsEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Fields;
}

/** The fields of a JSON object that somebody else wrote. */
export class Fields {
  private readonly fields: Record<string, unknown>;

  public constructor(value: unknown) {
    this.fields = typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  }

  /** Printable text of at most `length` characters; empty where there is none. */
  public text(name: string, length = 300): string {
    const value = this.fields[name];
    return typeof value === 'string' ? cleanText(value, length) : '';
  }

  /** Text as it is, for a parser; at most 100,000 characters. */
  public raw(name: string): string {
    const value = this.fields[name];
    return typeof value === 'string' ? value.slice(0, 100_000) : '';
  }

  public number(name: string): number | undefined {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  public flag(name: string): boolean | undefined {
    const value = this.fields[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  /** At most twenty, more than any task has containers. */
  public list(name: string): unknown[] {
    const value = this.fields[name];
    return Array.isArray(value) ? value.slice(0, 20) : [];
  }

  public object(name: string): Fields {
    return new Fields(this.fields[name]);
  }
}

export function readEvent(value: unknown): EcsEvent {
  const event = new Fields(value);
  return {
    id: event.text('id', 64),
    type: event.text('detail-type', 64),
    time: event.text('time', 32),
    account: event.text('account', 12),
    region: event.text('region', 32),
    resources: event.list('resources').filter((arn) => typeof arn === 'string').map((arn) => cleanText(arn, 600)),
    detail: event.object('detail'),
  };
}
