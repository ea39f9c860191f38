import type { Finding } from '../../finding';

/** A question in a protocol that the engine speaks itself, and the judge of its answer. */
export interface KnownDialogue {
  readonly name: string;
  readonly request: Buffer;
  /** What an answer amounts to; the detail says what was got. Never throws. */
  readonly judge: (answer: Buffer) => Pick<Finding, 'outcome' | 'detail'>;
}
