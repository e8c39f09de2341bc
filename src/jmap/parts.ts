import { findPart } from '../message/section.ts'
import type { Part } from '../message/types.ts'

export const mediaType = (part: Part): string => `${part.type}/${part.subtype}`.toLowerCase()

export const isMultipart = (part: Part): boolean => part.type.toLowerCase() === 'multipart'

/** All parts, depth first, message/rfc822 as a leaf. The depth is that of the parsed tree, which the parser limits. */
export function* everyPart(root: Part): Generator<Part> {
  yield root
  for (const child of root.children) yield* everyPart(child)
}

/** The leaf of that number (also inside an inner message), or undefined. */
export function leafOf(root: Part, headerEnd: number, number: string): Part | undefined {
  const part = findPart({ root, headerEnd }, number.split('.').map(Number))
  return part === undefined || isMultipart(part) ? undefined : part
}
