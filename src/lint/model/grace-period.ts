import type { Attachment } from './lint-model';
import { NETWORK_REGISTRATION } from '../../contract/budget-seconds';
import { targetAfterBoot } from '../../contract/timing';

/** Seconds until the slowest target of a service is healthy whose task boots so long; NaN where a target group or the boot is not known. */
export function neededGracePeriod(attachments: readonly Attachment[], boot: number): number {
  return attachments.length === 0 ? NaN : Math.max(...attachments.map(({ targetGroup: { check, network } }) => (
    boot + targetAfterBoot(check, boot).latest + (network === true ? NETWORK_REGISTRATION : network === false ? 0 : NaN))));
}
