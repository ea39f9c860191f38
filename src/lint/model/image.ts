import type { Text } from '../value';
import { isGiven } from '../value';

const WITHOUT_SHELL = /distroless|^(cgr\.dev\/)?chainguard\/static|^scratch(:|$)/i;
/** Variants that have a shell and busybox after all. */
const WITH_SHELL = /debug|-dev\b|busybox|shell/i;
/** Docker's official images, also from mirrors of Docker Hub. */
const OFFICIAL = /^(?:docker\.io\/|public\.ecr\.aws\/docker\/)?(?:library\/)?(alpine|node|python)(?::([\w.-]+))?(?:@.*)?$/;

/** Whether the image says by its name that it has neither shell nor tools. */
export function hasNoShell(image: Text): boolean {
  return isGiven(image) && WITHOUT_SHELL.test(image) && !WITH_SHELL.test(image);
}

/** Whether the image says by its name that it lacks a tool. */
export function lacks(image: Text, tool: string): boolean {
  const [, name, tag = ''] = (isGiven(image) && OFFICIAL.exec(image)) || [];
  const alpine = name === 'alpine' || (name !== undefined && tag.includes('alpine'));
  const slim = name !== undefined && tag.includes('slim');
  return hasNoShell(image) || (tool === 'curl' && alpine) || ((tool === 'curl' || tool === 'wget') && slim);
}
