import type { OpenAccount } from '../keys/keys.ts'
import type { SentCopyMark } from './scripts/sent-copy.ts'

/** What the place of a sent mail is found by: nothing of the Message-ID can be read from it. */
export function sentCopyMark(open: OpenAccount, messageId: string, at: number): SentCopyMark {
  const bare = messageId.replace(/^<|>$/g, '')
  return { token: open.token('sent-copy', bare), formerTokens: open.formerTokens('sent-copy', bare), at }
}
