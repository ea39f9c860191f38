import { type Text, isGiven } from '../value';

const WITHOUT_SHELL = /distroless|^(cgr\.dev\/)?chainguard\/static|^scratch(:|$)|aws-otel-collector(:|@|$)/i;
/** Variants that have a shell and busybox after all. */
const WITH_SHELL = /debug|-dev\b|busybox|shell/i;
/** Debian's packages for them are left out of the slim variants. */
const SLIM_LACKS = ['curl', 'wget', 'nc', 'ps', 'pgrep'];
/** Docker's official images, also from mirrors of Docker Hub. */
const OFFICIAL = /^(?:docker\.io\/|public\.ecr\.aws\/docker\/)?(?:library\/)?(alpine|node|python|debian|ubuntu)(?::([\w.-]+))?(?:@.*)?$/;

/** Whether the name of the image shows that it has neither shell nor tools. */
export function hasNoShell(image: Text): boolean {
  return isGiven(image) && WITHOUT_SHELL.test(image) && !WITH_SHELL.test(image);
}

/** Whether the name of the image shows that it lacks a tool. */
export function lacks(image: Text, tool: string): boolean {
  const [, name, tag = ''] = (isGiven(image) && OFFICIAL.exec(image)) || [];
  const alpine = name === 'alpine' || (name !== undefined && tag.includes('alpine'));
  const slim = name !== undefined && tag.includes('slim');
  const system = name === 'debian' || name === 'ubuntu';
  return hasNoShell(image) || (tool === 'curl' && alpine) || (slim && SLIM_LACKS.includes(tool))
    || (system && ['curl', 'wget', 'nc'].includes(tool));
}
