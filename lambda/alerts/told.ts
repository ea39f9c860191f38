/** What became of what the notifier was called with: its answer, and the line in its log. */
export interface Told {
  readonly type: string;
  /** Id of the event or of the alarm's change. */
  readonly event: string;
  readonly told: boolean;
  readonly kind?: string;
  readonly why: string;
  /** What it means, in a sentence. */
  readonly message: string;
}
