import { Signal } from './signal';

/** Something that happened in the sandbox, as text for a person. */
export interface SandboxEvent {
  /** Milliseconds of real time since the sandbox started. */
  readonly ms: number;
  readonly kind: 'note' | 'service' | 'task' | 'container' | 'target' | 'alarm' | 'execution';
  /** Name of the service that it concerns. */
  readonly service?: string;
  /** Id of the task that it concerns. */
  readonly task?: string;
  readonly what: string;
}

/** What an event concerns. */
export type EventSubject = Pick<SandboxEvent, 'service' | 'task'>;

const MAXIMUM_ENTRIES = 5000;

/** Everything that happened, in order. */
export class EventLog {
  private readonly entries: SandboxEvent[] = [];
  private readonly added = new Signal<SandboxEvent>();
  private readonly started = Date.now();

  /** The last 5,000 events, oldest first. */
  public get all(): readonly SandboxEvent[] {
    return this.entries;
  }

  public add(kind: SandboxEvent['kind'], what: string, subject: EventSubject = {}): void {
    const event: SandboxEvent = { ms: Date.now() - this.started, kind, ...subject, what };
    this.entries.push(event);
    if (this.entries.length > MAXIMUM_ENTRIES) {
      this.entries.shift();
    }
    this.added.emit(event);
  }

  /**
   * Calls the listener with every event from now on.
   * @returns a function that removes the listener
   */
  public listen(listener: (event: SandboxEvent) => void): () => void {
    return this.added.listen(listener);
  }
}
