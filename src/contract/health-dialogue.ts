import { checkArguments } from './check-arguments';
import { fail } from './errors';
import type { HealthMatcher } from './health-matcher';
import type { DialoguePlan } from '../shared/plan';

/** What is sent to a TCP or UDP endpoint, and how its answer must be. */
export class HealthDialogue {
  /** A DNS query; any DNS answer to it is healthy. */
  public static dns(): HealthDialogue {
    return new HealthDialogue({ known: 'dns' });
  }

  /** An NTP client request, answered by a server. */
  public static ntp(): HealthDialogue {
    return new HealthDialogue({ known: 'ntp' });
  }

  /** A STUN binding request, answered by a success response. */
  public static stun(): HealthDialogue {
    return new HealthDialogue({ known: 'stun' });
  }

  /**
   * A text.
   * @param text what is sent, as UTF-8: at most 1 KiB
   * @param expected what the answer must be like; without it any answer is healthy
   */
  public static send(text: string, expected?: HealthMatcher): HealthDialogue {
    checkArguments('HealthDialogue.send', { text, expected });
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length === 0 || bytes.length > 1024) {
      fail({
        what: 'The text of a dialogue has the wrong length',
        got: `${bytes.length} bytes`,
        allowed: '1–1024 bytes',
        fix: 'send a short request, or use HealthDialogue.expect for a greeting',
      });
    }
    return new HealthDialogue({ send: bytes.toString('base64'), ...expected && { expect: expected._plan } });
  }

  /**
   * Nothing is sent: the server sends first. TCP only.
   * @param greeting what it must send
   */
  public static expect(greeting: HealthMatcher): HealthDialogue {
    checkArguments('HealthDialogue.expect', { greeting });
    return new HealthDialogue({ expect: greeting._plan });
  }

  private constructor(
    /** @internal */
    public readonly _dialogue: DialoguePlan,
  ) {}
}
