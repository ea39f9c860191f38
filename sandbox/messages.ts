import { EventEmitter } from 'node:events';

/** What was published to a topic: what people who subscribed to it got. */
export interface Message {
  /** Milliseconds of real time since the sandbox started. */
  readonly ms: number;
  readonly topicArn: string;
  readonly subject: string;
  /** What an e-mail shows. */
  readonly text: string;
  /** What subscriptions of a protocol got instead, such as `https`. */
  readonly protocols: Readonly<Record<string, string>>;
}

/** Every message so far, in order; listeners hear the next ones. */
export class MessageLog {
  private readonly entries: Message[] = [];
  private readonly emitter = new EventEmitter();
  private readonly started = Date.now();

  /** Oldest first. */
  get all(): readonly Message[] {
    return this.entries;
  }

  add(topicArn: string, subject: string, text: string, protocols: Readonly<Record<string, string>> = {}): void {
    const message: Message = { ms: Date.now() - this.started, topicArn, subject, text, protocols };
    this.entries.push(message);
    this.emitter.emit('message', message);
  }

  /** Hears every message from now on; the answer stops that. */
  listen(listener: (message: Message) => void): () => void {
    this.emitter.on('message', listener);
    return () => this.emitter.off('message', listener);
  }
}
