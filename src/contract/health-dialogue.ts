import { checkArguments } from './check-arguments';
import { fail } from './errors';
import type { HealthMatcher } from './health-matcher';
import type { DialoguePlan } from '../verification/plan';

/** What a TCP or UDP endpoint is told, and what it must answer. */
export class HealthDialogue {
  /** A DNS query; any DNS answer to it will do. */
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
   * Text of your own.
   * @param text what is sent, as UTF-8: at most 1 KiB
   * @param expected what the answer must be like; any answer will do without it
   */
  public static send(text: string, expected?: HealthMatcher): HealthDialogue {
    checkArguments('HealthDialogue.send', { text, expected });
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length === 0 || bytes.length > 1024) {
      fail('What a dialogue sends has the wrong length', `${bytes.length} bytes`, '1–1024 bytes', 'send a short request, or use HealthDialogue.expect for a greeting');
    }
    return new HealthDialogue({ send: bytes.toString('base64'), ...expected && { expect: expected._plan } });
  }

  /**
   * Nothing is sent: the other side speaks first. TCP only.
   * @param greeting what it must say
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
