import type { Container } from './container';
import { isGiven } from '../value';

/** A container by its name, where that is known. */
export function whichContainer({ name }: Container): string {
  return isGiven(name) ? `container '${name}'` : 'a container';
}

/** A text that anybody may have written, for a terminal and on one line. */
export function shortened(text: string): string {
  const plain = text.slice(0, 200).replace(/[\p{C}\s]+/gu, ' ').trim();
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}
