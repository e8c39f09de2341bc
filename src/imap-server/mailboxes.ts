import type { AccountMail, MailboxFigures, MailboxProblem } from '../mailstore/types.ts'
import type { Result } from './command.ts'

/** The mailbox with this path, as the account has it now. */
export async function findMailbox(mail: AccountMail, path: string): Promise<MailboxFigures | undefined> {
  if (path === '') return undefined
  return (await mail.mailboxFigures()).find((one) => one.path === path)
}

/** What a mailbox command could not do, with its response code. RFC 5530 §3 */
export function refusedMailbox(problem: MailboxProblem | 'has email'): Result {
  switch (problem) {
    case 'exists':
      return { status: 'NO', code: 'ALREADYEXISTS', text: 'a mailbox with that name exists' }
    case 'no such mailbox':
      return { status: 'NO', code: 'NONEXISTENT', text: 'no such mailbox' }
    case 'name not allowed':
      return { status: 'NO', code: 'CANNOT', text: 'that name is not allowed' }
    case 'too deep':
      return { status: 'NO', code: 'CANNOT', text: 'mailboxes may not be nested that deep' }
    case 'too many':
      return { status: 'NO', code: 'LIMIT', text: 'too many mailboxes' }
    case 'inbox stays':
      return { status: 'NO', code: 'CANNOT', text: 'the inbox stays' }
    case 'has children':
      return { status: 'NO', code: 'HASCHILDREN', text: 'there are mailboxes below it' }
    case 'has email':
      return { status: 'NO', code: 'CANNOT', text: 'there is mail in it' }
  }
}

/** A name given to CREATE may end with the separator to say that mailboxes will come below it. RFC 9051 §6.3.4 */
export function withoutTrailingSeparator(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
