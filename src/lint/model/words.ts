import type { Container } from './container';
import { isGiven } from '../value';

/** A container by its name, where that is known. */
export function whichContainer({ name }: Container): string {
  return isGiven(name) ? `container '${name}'` : 'a container';
}
