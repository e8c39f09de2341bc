/**
 * How high is a letter in a frame that has no scripts and not our origin? Nobody inside can tell us and we may not look. So we
 * lay out a mirror of it in our own page: the same element names and the same words under the same rules, nothing else (no
 * address, no identifier, no attribute but spans and picture sizes), out of sight, and measure that.
 */

/** Most elements mirrored; a longer letter gets a frame of one screen that scrolls by itself. */
export const mirrorElementsMax = 20_000
/** Highest frame, in pixels. */
export const framePxMax = 60_000

const copied = ['colspan', 'rowspan', 'align', 'dir', 'start'] as const

/** Fills `target` with the mirror of `source` (an inert document's body); false when it holds too much. */
export function mirror(source: Element, target: Element): boolean {
  target.replaceChildren()
  let left = mirrorElementsMax
  const copy = (from: Node, to: Element): void => {
    for (const node of from.childNodes) {
      if (left <= 0) return
      if (node instanceof Text) to.append(node.data)
      else if (node instanceof Element) {
        left -= 1
        const made = shape(node)
        to.append(made)
        copy(node, made)
      }
    }
  }
  copy(source, target)
  return left > 0
}

function shape(node: Element): HTMLElement {
  const name = node.localName
  if (name === 'img') return picture(node)
  // A link that leads nowhere looks the same but cannot be reached.
  const made = document.createElement(name === 'a' ? 'span' : name)
  for (const attribute of copied) {
    const value = node.getAttribute(attribute)
    if (value !== null) made.setAttribute(attribute, value)
  }
  return made
}

function picture(node: Element): HTMLElement {
  const made = document.createElement('span')
  const width = Number(node.getAttribute('width'))
  const height = Number(node.getAttribute('height'))
  if (node.hasAttribute('src') && width > 0 && height > 0) {
    made.className = 'letter-picture'
    made.style.width = `${width}px`
    made.style.aspectRatio = `${width} / ${height}`
  } else made.textContent = node.getAttribute('alt')
  return made
}
