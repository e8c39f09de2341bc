import { canBind, type BindChannel } from '../tls/channel-binding.ts'
import { commands } from './commands/index.ts'
import type { ImapLimits } from './limits.ts'
import type { Session } from './session.ts'

/**
 * CAPABILITY, made from what is built: each command declares the words that it makes true; the framing and the store
 * give the rest, here. All are said before sign-in as well: there are clients that never ask again. RFC 9051 §6.1.1
 */

/** The revisions, and literals as the framer takes them (RFC 7888 §4). */
const BASE: readonly string[] = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+']

const DECLARED: readonly string[] = [...new Set(commands.flatMap((one) => one.capabilities))].sort()

export function capabilityWords(session: Session, limits: ImapLimits, channel: BindChannel): readonly string[] {
  const words = [...BASE, ...DECLARED, `APPENDLIMIT=${limits.appendBytesMax}`]
  if (session.stage !== 'connected') return words
  const starttls = session.secure ? [] : ['STARTTLS']
  if (!session.passwordsTaken) return [...words, ...starttls, 'LOGINDISABLED']
  const bound = canBind(channel) ? ['AUTH=SCRAM-SHA-256-PLUS'] : []
  return [...words, ...starttls, ...bound, 'AUTH=SCRAM-SHA-256', 'AUTH=PLAIN']
}
