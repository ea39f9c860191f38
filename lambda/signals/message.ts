/** What people read, before it is written as text or for chat applications. */
export interface Message {
  /** The same happening has the same id. */
  readonly id: string;
  /** In capitals, like `OUT_OF_MEMORY`. */
  readonly kind: string;
  /** One line for an e-mail's subject, of any length and characters. */
  readonly title: string;
  /** Says it all, for someone who reads no further. */
  readonly sentence: string;
  /** Absent where nothing is wrong. */
  readonly wouldRestartHelp?: string;
  readonly next: string;
  readonly evidence: readonly Evidence[];
  /** For those who search and sort. */
  readonly facts: readonly (readonly [string, string | undefined])[];
  readonly links: readonly Link[];
  readonly keywords: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  /** Messages of one thread stand together in a chat. */
  readonly thread?: string;
}

/** One line that supports the sentence. */
export interface Evidence {
  readonly label: string;
  readonly text: string;
  /** Somebody else's words, or a command to be copied: written as code in a chat. */
  readonly quoted?: boolean;
}

export interface Link {
  readonly label: string;
  /** What a chat shows instead of the address. */
  readonly words: string;
  readonly url: string;
}
