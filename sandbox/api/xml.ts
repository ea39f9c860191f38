/** What a query-protocol answer is made of; a list becomes `<member>` elements. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** `singular`: a list is called as its items are, and one `s` more. */
type ItemName = 'member' | 'item' | 'singular';

/**
 * Writes an element and what is in it; what is undefined is left out.
 * @param each how the items of lists are called: `item` in EC2, in Route 53 as their list
 */
export function element(name: string, value: XmlValue, each: ItemName = 'member'): string {
  return value === undefined ? '' : `<${name}>${content(name, value, each)}</${name}>`;
}

function content(name: string, value: XmlValue, each: ItemName): string {
  if (Array.isArray(value)) {
    return value.map((item: XmlValue) => element(each === 'singular' ? name.slice(0, -1) : each, item, each)).join('');
  }
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).map(([key, item]) => element(key, item as XmlValue, each)).join('');
  }
  // Control characters cannot be written in XML at all.
  return String(value)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
