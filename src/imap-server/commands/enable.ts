import { command, SIGNED_IN } from '../command.ts'
import type { Enabled } from '../session.ts'

/** Most words in one ENABLE. */
const WORDS_MAX = 32

const KNOWN: ReadonlyMap<string, Enabled> = new Map([
  ['IMAP4REV2', 'IMAP4REV2'], ['UTF8=ACCEPT', 'UTF8=ACCEPT'], ['CONDSTORE', 'CONDSTORE'],
  ['QRESYNC', 'QRESYNC'], ['UIDONLY', 'UIDONLY'],
])

/**
 * Switches on what the client understands. RFC 9051 §6.3.1, RFC 5161, UTF8=ACCEPT RFC 6855, CONDSTORE and
 * QRESYNC RFC 7162, UIDONLY RFC 9586
 */
export const enable = command({
  name: 'ENABLE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.1', 'RFC 5161', 'RFC 6855', 'RFC 7162 §3.1', 'RFC 7162 §3.2.3', 'RFC 9586 §3'],
  capabilities: ['ENABLE', 'UTF8=ACCEPT', 'CONDSTORE', 'QRESYNC', 'UIDONLY'],
  parse(args) {
    const words: string[] = []
    while (!args.atEnd) {
      args.sp()
      if (words.length >= WORDS_MAX) args.expected(`at most ${WORDS_MAX} words`)
      words.push(args.atom('a capability').toUpperCase())
    }
    return words.length > 0 ? words : args.expected('a space')
  },
  run(words, { session, out }) {
    const on: string[] = []
    for (const word of words) {
      const known = KNOWN.get(word)
      if (!known || session.enabled.has(known)) continue
      session.enabled.add(known)
      // QRESYNC stands on CONDSTORE. RFC 7162 §3.2.3
      if (known === 'QRESYNC') session.enabled.add('CONDSTORE')
      on.push(known === 'IMAP4REV2' ? 'IMAP4rev2' : known)
    }
    out.line(['* ENABLED', ...on].join(' '))
    return { status: 'OK', text: 'done' }
  },
})
