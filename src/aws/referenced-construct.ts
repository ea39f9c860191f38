import { Reference, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The construct that a value refers to; undefined for plain values and for what is imported. */
export function referencedConstruct(value: string | undefined): IConstruct | undefined {
  const [token] = value === undefined ? [] : Tokenization.reverseString(value).tokens;
  return Reference.isReference(token) ? token.target : undefined;
}
