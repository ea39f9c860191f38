interface NotifierResultBase {
  readonly type: string;
  /** Id of the event or of the alarm's change. */
  readonly event: string;
  /** Why a notification was sent, or was not. */
  readonly why: string;
  /** What happened, in a sentence. */
  readonly message: string;
}

/** What the notifier did with an alarm or event: its answer, and the line in its log. */
export type NotifierResult = NotifierResultBase & (
  | { readonly notified: true; readonly kind: string }
  /** `kind` is absent where the alarm or event needs no message. */
  | { readonly notified: false; readonly kind?: string }
);
