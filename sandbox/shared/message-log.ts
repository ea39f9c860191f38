import { Signal } from './signal';

/** A message that was published to a topic, as its subscribers received it. */
export interface Message {
  /** Milliseconds of real time since the sandbox started. */
  readonly ms: number;
  readonly topicArn: string;
  readonly subject: string;
  /** What an email shows. */
  readonly text: string;
  /** The text for subscriptions of a protocol, such as `https`, where it differs. */
  readonly protocols: Readonly<Record<string, string>>;
}

/** Every message so far, in order. */
export class MessageLog {
  private readonly entries: Message[] = [];
  private readonly added = new Signal<Message>();
  private readonly started = Date.now();

  /** Oldest first. */
  public get all(): readonly Message[] {
    return this.entries;
  }

  public add(topicArn: string, subject: string, text: string, protocols: Readonly<Record<string, string>> = {}): void {
    const message: Message = { ms: Date.now() - this.started, topicArn, subject, text, protocols };
    this.entries.push(message);
    this.added.emit(message);
  }

  /**
   * Calls the listener with every message from now on.
   * @returns a function that removes the listener
   */
  public listen(listener: (message: Message) => void): () => void {
    return this.added.listen(listener);
  }
}
