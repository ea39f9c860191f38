import { EventEmitter } from 'node:events';

/** Something that happened in the sandbox, told to a person. */
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

const KEPT = 5000;

/** Everything that happened, in order; listeners hear it as it happens. */
export class EventLog {
  private readonly entries: SandboxEvent[] = [];
  private readonly emitter = new EventEmitter();
  private readonly started = Date.now();

  /** Everything so far, oldest first; the log is bounded. */
  get all(): readonly SandboxEvent[] {
    return this.entries;
  }

  add(kind: SandboxEvent['kind'], what: string, subject: EventSubject = {}): void {
    const event: SandboxEvent = { ms: Date.now() - this.started, kind, ...subject, what };
    this.entries.push(event);
    if (this.entries.length > KEPT) {
      this.entries.shift();
    }
    this.emitter.emit('event', event);
  }

  /** Hears every event from now on; the answer stops that. */
  listen(listener: (event: SandboxEvent) => void): () => void {
    this.emitter.on('event', listener);
    return () => this.emitter.off('event', listener);
  }
}
