import { pieces, type Piece } from './links.ts'

/**
 * Plain text as the page shows it: paragraphs with links, quoted text apart (folded away when it ends the message), the
 * signature quieter. Pure.
 */

/** Most characters of one message that are laid out; the rest is offered as a file. */
export const plainTextMax = 500_000

export interface Block {
  readonly kind: 'text' | 'quote' | 'signature'
  /** Lines with their pieces. */
  readonly lines: readonly (readonly Piece[])[]
}

const isQuote = (line: string): boolean => line.startsWith('>')
const unquoted = (line: string): string => line.replace(/^>+ ?/, '')

/** Paragraphs part at empty lines; quoted lines stay together; everything after `-- ` is the signature. */
export function blocks(text: string): Block[] {
  const lines = text.slice(0, plainTextMax).replaceAll('\r\n', '\n').split('\n')
  const found: Block[] = []
  let open: { kind: Block['kind'], lines: Piece[][] } | undefined
  let signed = false
  const close = (): void => {
    if (open !== undefined && open.lines.length > 0) found.push(open)
    open = undefined
  }
  for (const line of lines) {
    if (/^-- ?$/.test(line) && !signed) {
      close()
      signed = true
      continue
    }
    const kind = isQuote(line) ? 'quote' : signed ? 'signature' : 'text'
    if (line.trim() === '') {
      close()
      continue
    }
    if (open === undefined || open.kind !== kind) {
      close()
      open = { kind, lines: [] }
    }
    open.lines.push(pieces(kind === 'quote' ? unquoted(line) : line))
  }
  close()
  return found
}

/** Where the quoted tail begins that may be folded away: the last run of quotes that ends the message, with its heading line. */
export function quotedTail(all: readonly Block[]): number {
  let start = all.length
  while (start > 0 && all[start - 1]?.kind === 'quote') start -= 1
  if (start === all.length) return all.length
  const before = all[start - 1]
  const said = before?.kind === 'text' && before.lines.length === 1 ? before.lines[0]?.map((piece) => piece.text).join('') ?? '' : ''
  return said.endsWith(':') && start > 1 ? start - 1 : start
}
