/**
 * Whether a picture keeps to SVG Tiny Portable/Secure (draft-svg-tiny-ps-abrotman), the form that logos of BIMI must have: still,
 * without scripts, links, pictures or anything from outside. It came from a stranger, so what is not known is refused; nothing is
 * mended. Pure.
 */

/** Largest logo, in bytes (the draft's own advice), elements in it and inside each other. */
export const LOGO_BYTES_MAX = 32 * 1024
export const LOGO_ELEMENTS_MAX = 2000
export const LOGO_DEPTH_MAX = 32

const ELEMENTS: ReadonlySet<string> = new Set([
  'svg', 'title', 'desc', 'defs', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'linearGradient', 'radialGradient',
  'stop', 'solidColor', 'use', 'text',
])
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'xmlns', 'xmlns:xlink', 'version', 'baseProfile', 'viewBox', 'width', 'height', 'id', 'class', 'transform', 'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2',
  'cx', 'cy', 'r', 'rx', 'ry', 'points', 'fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin',
  'stroke-miterlimit', 'stroke-dasharray', 'stroke-dashoffset', 'stroke-opacity', 'opacity', 'color', 'offset', 'stop-color', 'stop-opacity',
  'gradientUnits', 'gradientTransform', 'xlink:href', 'href', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'solid-color',
  'solid-opacity', 'preserveAspectRatio', 'xml:space', 'display', 'visibility', 'pathLength', 'clip-rule',
])

/** Why it is refused; undefined when it is a logo. */
export function logoProblem(svg: string): string | undefined {
  if (svg.length > LOGO_BYTES_MAX) return 'too-large'
  if (svg.includes('&') || /<!|<\?(?!xml version="1\.[01]"( encoding="(UTF|utf)-8")?( standalone="(yes|no)")?\?>)/.test(svg.replace(/<!--[^<>]{0,2000}-->/g, ''))) return 'declaration'
  const open: string[] = []
  let elements = 0
  let hasTitle = false
  const body = svg.replace(/<!--[^<>]{0,2000}-->/g, '').replace(/^\uFEFF?<\?[^>]{0,100}\?>/, '')
  for (let at = body.indexOf('<'); at >= 0; at = body.indexOf('<', at + 1)) {
    const end = body.indexOf('>', at)
    if (end < 0) return 'broken'
    const tag = body.slice(at + 1, end)
    elements += 1
    if (elements > LOGO_ELEMENTS_MAX) return 'too-many-elements'
    if (tag.startsWith('/')) {
      if (open.pop() !== tag.slice(1).trim()) return 'broken'
      continue
    }
    const [name = ''] = /^[A-Za-z]+/.exec(tag) ?? []
    if (!ELEMENTS.has(name)) return 'element'
    if ((name === 'svg') !== (open.length === 0 && elements === 1)) return 'root'
    const isEmpty = tag.endsWith('/')
    const problem = attributesProblem(name, tag.slice(name.length, isEmpty ? -1 : undefined))
    if (problem !== undefined) return problem
    if (name === 'title' && open.length === 1 && !isEmpty && body.slice(end + 1, body.indexOf('<', end)).trim() !== '') hasTitle = true
    if (!isEmpty) open.push(name)
    if (open.length > LOGO_DEPTH_MAX) return 'too-deep'
  }
  return open.length > 0 || elements === 0 ? 'broken' : hasTitle ? undefined : 'no-title'
}

function attributesProblem(element: string, text: string): string | undefined {
  const found = new Map<string, string>()
  for (let rest = text.trimStart(); rest !== ''; rest = rest.trimStart()) {
    const [whole = '', name = '', double, single] = /^([A-Za-z][A-Za-z:-]{0,40})\s{0,10}=\s{0,10}(?:"([^"<]*)"|'([^'<]*)')/.exec(rest) ?? []
    if (whole === '') return 'broken'
    const value = double ?? single ?? ''
    if (!ATTRIBUTES.has(name) || found.has(name)) return 'attribute'
    if (name.endsWith('href') && !value.startsWith('#')) return 'outside'
    if (!name.startsWith('xmlns') && /url\s*\((?!#[A-Za-z0-9_-]+\))|:\/\/|javascript|data:/i.test(value)) return 'outside'
    found.set(name, value)
    rest = rest.slice(whole.length)
  }
  if (element !== 'svg') return undefined
  const [, , width = 0, height = 0] = (found.get('viewBox') ?? '').split(/[\s,]+/).map(Number)
  if (found.get('xmlns') !== 'http://www.w3.org/2000/svg' || found.get('version') !== '1.2' || found.get('baseProfile') !== 'tiny-ps') return 'profile'
  // The logo stands in a square, and may not place itself (§2.1 of the draft).
  return found.has('x') || found.has('y') || !(width > 0 && width === height) ? 'shape' : undefined
}
