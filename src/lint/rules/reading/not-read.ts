import { unreadOf } from '../../model/unread';
import type { Rule } from '../../rule';

export const notRead: Rule = {
  name: 'NotRead',
  severity: 'note',
  what: 'Something that concerns the health of services was not read, or not as a whole.',
  why: 'No finding means nothing where nothing was looked at: what these rules do not read is counted and named.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  unproven: 'It is about this lint: no page states it.',
  exception: 'It is checked elsewhere.',
  check: (model) => unreadOf(model).map(({ resource, why, fix }) => ({ resource, message: why, fix })),
};
