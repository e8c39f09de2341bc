import type { OpenAccount } from '../keys/keys.ts'

/** What the place of a sent mail is found by: nothing of the Message-ID can be read from it. */
export function sentCopyToken(open: OpenAccount, messageId: string): Uint8Array {
  return open.token('sent-copy', messageId.replace(/^<|>$/g, ''))
}
