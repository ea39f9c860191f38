import { ApiError } from './errors';
import { sleep } from '../shared/repeat';

/** What can be wrong with calls of an operation. */
type ApiFault = 'throttled' | 'denied' | 'slow' | 'partial';

/** A fault of an operation, and how strong it is. */
export interface ApiTrouble {
  readonly fault: ApiFault;
  /** `throttled`: calls in a second that are still answered. @default 0 */
  readonly perSecond?: number;
  /** `slow`: real milliseconds before the answer. @default 5000 */
  readonly delayMs?: number;
}

const DEFAULT_DELAY_MS = 5000;

/**
 * Trouble with the AWS API by operation, whatever its service: calls are throttled as by a token bucket that holds one second's tokens,
 * denied, answered late, or answered for every other resource alone, the rest being `failures`.
 */
export class ApiFaults {
  private readonly troubles = new Map<string, { readonly trouble: ApiTrouble; tokens: number; filledAt: number }>();

  constructor(private readonly stopping: AbortSignal) {}

  /**
   * Calls of the operation have this trouble from now on; `*` means every operation that has none of its own.
   * @returns a function that ends it
   */
  public set(operation: string, trouble: ApiTrouble): () => void {
    const entry = { trouble, tokens: trouble.perSecond ?? 0, filledAt: performance.now() };
    this.troubles.set(operation, entry);
    return () => { if (this.troubles.get(operation) === entry) { this.troubles.delete(operation); } };
  }

  /** Waits or throws as the operation's trouble says. */
  public async apply(operation: string): Promise<void> {
    const entry = this.find(operation);
    if (!entry) { return; }
    const { trouble } = entry;
    if (trouble.fault === 'denied') {
      const user = 'arn:aws:sts::111122223333:assumed-role/sandbox';
      throw new ApiError('AccessDeniedException', `User: ${user} is not authorized to perform: ${operation}`);
    }
    if (trouble.fault === 'slow') { await sleep(trouble.delayMs ?? DEFAULT_DELAY_MS, this.stopping); }
    if (trouble.fault === 'throttled' && !this.take(entry)) { throw new ApiError('ThrottlingException', 'Rate exceeded'); }
  }

  /** What of the names an operation still finds: with partial answers every other one, the first included in the failures. */
  public reachable(operation: string, names: readonly string[]): readonly string[] {
    return this.find(operation)?.trouble.fault === 'partial' ? names.filter((_, index) => index % 2 === 1) : names;
  }

  private find(operation: string) {
    return this.troubles.get(operation) ?? this.troubles.get('*');
  }

  private take(entry: { readonly trouble: ApiTrouble; tokens: number; filledAt: number }): boolean {
    const rate = entry.trouble.perSecond ?? 0;
    const now = performance.now();
    entry.tokens = Math.min(rate, entry.tokens + rate * (now - entry.filledAt) / 1000);
    entry.filledAt = now;
    if (entry.tokens < 1) { return false; }
    entry.tokens -= 1;
    return true;
  }
}
