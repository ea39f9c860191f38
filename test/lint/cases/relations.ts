import type { FamilyCases } from './case';
import { withCheck } from '../template';

export const RELATIONS: FamilyCases = {
  ContainerTimeoutNotBelowInterval: {
    compliant: {
      'timeout below interval': withCheck({ Timeout: 5, Interval: 10 }),
      'timeout below the default interval of 30 s': withCheck({ Timeout: 29, Interval: undefined }),
      'an interval that a parameter decides': withCheck({ Timeout: 60, Interval: { Ref: 'Interval' } }),
      'a check that is turned off': withCheck({ Timeout: 60, Interval: 5, Command: ['NONE'] }),
    },
    nonCompliant: {
      'timeout equals interval': withCheck({ Timeout: 10, Interval: 10 }),
      'the default timeout of 5 s and an interval of 5 s': withCheck({ Timeout: undefined, Interval: 5 }),
      'numbers as text': withCheck({ Timeout: '60', Interval: '30' }),
    },
    says: /may take (10|5|60) s and runs every (10|5|30) s/,
  },
};
