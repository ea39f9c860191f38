import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A name under which a construct is registered, of letters, digits, `_` and `-`: of its stack's name and its path. */
export function registeredName(construct: IConstruct, maxLength: number): string {
  return Names.uniqueResourceName(construct, { maxLength, separator: '-', allowedSpecialCharacters: '_-' });
}
