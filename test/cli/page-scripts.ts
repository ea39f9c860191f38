/* Scripts for a page in a browser, each an expression whose value is the list of faults. */

/** Texts of a page whose contrast with their background is below WCAG's 4.5:1, and elements that a screen reader could not name. */
export const FAULTS = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const luminance = (color) => parse(color).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const solid = (color) => { const [, , , alpha = 1] = parse(color); return alpha === 1; };
  const behind = (element) => {
    if (element instanceof SVGTextElement) {
      const { x, y, width, height } = element.getBBox();
      const [middle, center] = [x + width / 2, y + height / 2];
      const shapes = element.ownerSVGElement.querySelectorAll(element.classList.contains('mark-text') ? '.mark' : '.alarm, .band');
      const under = [...shapes].map((shape) => [shape, shape.getBBox()]).find(([, box]) => (
        box.x <= middle && middle <= box.x + box.width && box.y <= center && center <= box.y + box.height));
      if (under) { return getComputedStyle(under[0]).fill; }
    }
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (solid(color)) { return color; }
    }
    return 'rgb(255, 255, 255)';
  };
  const faults = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || ['title', 'desc'].includes(element.tagName)) { continue; }
    const style = getComputedStyle(element);
    const ratio = contrast(element instanceof SVGElement ? style.fill : style.color, behind(element));
    if (ratio < 4.5) {
      faults.push(ratio.toFixed(2) + ' ' + element.tagName + '.' + element.getAttribute('class') + ': ' + element.textContent);
    }
  }
  for (const shape of document.querySelectorAll('svg .bar, svg .whisker, svg .band')) {
    const { stroke, fill } = getComputedStyle(shape);
    const ratio = contrast(stroke === 'none' ? fill : stroke, getComputedStyle(document.body).backgroundColor);
    if (ratio < 3) { faults.push(ratio.toFixed(2) + ' ' + shape.getAttribute('class')); }
  }
  for (const picture of document.querySelectorAll('svg:not([aria-hidden])')) {
    const labels = (picture.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    if (picture.getAttribute('role') !== 'img' || labels.length < 2 || labels.some((label) => !label)) {
      faults.push('a picture without a name');
    }
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption || table.querySelectorAll('th[scope]').length === 0) { faults.push('a table without caption or headings'); }
  }
  const single = (name) => document.querySelectorAll(name).length === 1;
  if (!document.documentElement.lang || !document.title || !single('h1') || !single('main')) { faults.push('a page without its frame'); }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) { faults.push('wider than the window'); }
  return faults;
})()`;

/** Texts of pictures that overlap one another or leave the picture. */
export const COLLISIONS = `[...document.querySelectorAll('figure svg')].flatMap((picture) => {
  const frame = picture.getBoundingClientRect();
  const texts = [...picture.querySelectorAll('text')].map((text) => [text, text.getBoundingClientRect()]);
  const isOutside = (box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
  const outside = texts.filter(([, box]) => isOutside(box)).map(([text]) => text.textContent);
  const overlap = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top + 4 < other.bottom - 4 && other.top + 4 < one.bottom - 4;
  const overlapping = texts.flatMap(([text, box], index) => texts.slice(index + 1)
    .filter(([, other]) => overlap(box, other))
    .map(([other]) => text.textContent + ' × ' + other.textContent));
  return [...outside, ...overlapping];
})`;
