import { utf8Bytes } from './bytes.ts'
import { Cursor, type Dialect } from './cursor.ts'
import { Framer, FRAMER_LIMITS, type Framed, type FramerLimits } from './framer.ts'

/** What a framer makes of these octets, pushed in the given portions; no literal is refused by the caller. */
export function frame(portions: readonly (string | Uint8Array)[], limits: FramerLimits = FRAMER_LIMITS): Framed[] {
  const framer = new Framer(limits)
  const framed: Framed[] = []
  for (const portion of portions) {
    framer.push(typeof portion === 'string' ? utf8Bytes(portion) : portion)
    for (;;) {
      const next = framer.next(() => undefined)
      if (!next) break
      framed.push(next)
      if (next.kind === 'refused' && next.end) return framed
    }
  }
  return framed
}

/** A cursor over one command text; literals are written as they go over the wire. */
export function cursorOver(text: string | Uint8Array, dialect: Partial<Dialect> = {}): Cursor {
  const octets = typeof text === 'string' ? utf8Bytes(text) : text
  const command = frame([octets, '\r\n']).find((framed) => framed.kind === 'command')
  if (command?.kind !== 'command') throw new Error('not one whole command')
  return new Cursor(command.pieces, { utf8: false, uid: false, ...dialect })
}
