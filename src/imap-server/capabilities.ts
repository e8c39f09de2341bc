import { commands } from './commands/index.ts'
import type { ImapLimits } from './limits.ts'
import type { Session } from './session.ts'

/**
 * CAPABILITY, made from what is built: each command declares the words that it makes true; the framing and the store
 * give the rest, here. Commands that are allowed before sign-in are announced before it. RFC 9051 §6.1.1
 */

/** The revisions, and literals as the framer takes them (RFC 7888 §4). */
const BASE: readonly string[] = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+']

const BEFORE_LOGIN: readonly string[] = wordsOf((states) => states.includes('connected'))
const AFTER_LOGIN: readonly string[] = wordsOf(() => true)

function wordsOf(fits: (states: readonly string[]) => boolean): readonly string[] {
  return [...new Set(commands.filter((one) => fits(one.states)).flatMap((one) => one.capabilities))].sort()
}

export function capabilityWords(session: Session, limits: ImapLimits): readonly string[] {
  if (session.stage !== 'connected') return [...BASE, ...AFTER_LOGIN, `APPENDLIMIT=${limits.appendBytesMax}`]
  const starttls = session.secure ? [] : ['STARTTLS']
  return [...BASE, ...BEFORE_LOGIN, ...starttls, session.passwordsTaken ? 'AUTH=PLAIN' : 'LOGINDISABLED']
}
