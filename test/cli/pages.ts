/** What a hostile template or target may say. */
export const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'&amp;]]>--><!--\u0000\u001b[2J';

/** Throws where the page is not well-formed: tags that do not match, bare ampersands, attributes without quotes or twice. */
export function checkWellFormed(page: string): void {
  const open: string[] = [];
  const body = page.replace('<!DOCTYPE html>', '');
  const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)\s*(\/?)>/y;
  for (let at = 0; at < body.length;) {
    if (body[at] === '<') {
      token.lastIndex = at;
      const match = token.exec(body);
      if (!match) { throw new Error(`no tag: ${body.slice(at, at + 80)}`); }
      const [whole, end, name, attributes, empty] = match;
      const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
      if (new Set(names).size < names.length) { throw new Error(`an attribute twice: ${whole}`); }
      if (end) {
        if (open.pop() !== name) { throw new Error(`${name} is closed and not open`); }
      } else if (!empty) { open.push(name); }
      at += whole.length;
    } else {
      if (body[at] === '&' && !/^&(amp|lt|gt|quot|#39);/.test(body.slice(at, at + 6))) {
        throw new Error(`a bare ampersand: ${body.slice(at, at + 40)}`);
      }
      at += 1;
    }
  }
  if (open.length > 0) { throw new Error(`not closed: ${open.join(', ')}`); }
}
