import { PATH_BYTES_MAX, PATH_DEPTH_MAX } from './limits.ts'
import type { MailboxProblem, Role } from './types.ts'

/** The mailboxes every account begins with. Programs know them by role; the web shows them in the reader's language. */
export const standardMailboxes: readonly { readonly path: string, readonly role: Role }[] = [
  { path: 'INBOX', role: 'inbox' },
  { path: 'Drafts', role: 'drafts' },
  { path: 'Sent', role: 'sent' },
  { path: 'Archive', role: 'archive' },
  { path: 'Junk', role: 'junk' },
  { path: 'Trash', role: 'trash' },
]

/**
 * A path as it is kept: NFC (RFC 9051 §5.1 asks for Net-Unicode), the inbox in capitals whatever its case. Gives the
 * problem when the name cannot be used: empty levels, control characters, wildcards of LIST, blanks at the ends.
 */
export function normalPath(path: string): { readonly path: string } | { readonly problem: MailboxProblem } {
  const levels = path.normalize('NFC').split('/')
  if (levels.length > PATH_DEPTH_MAX) return { problem: 'too deep' }
  // In its own letters only: toUpperCase makes an I of the one without a dot as well.
  if (/^inbox$/i.test(levels[0] ?? '')) levels[0] = 'INBOX'
  const normal = levels.join('/')
  if (new TextEncoder().encode(normal).length > PATH_BYTES_MAX) return { problem: 'name not allowed' }
  if (!levels.every(isLevel)) return { problem: 'name not allowed' }
  return { path: normal }
}

function isLevel(level: string): boolean {
  return level !== '' && level.trim() === level && level.isWellFormed() && !/[\p{Cc}\u2028\u2029%*]/u.test(level)
}

/** The paths above: `A/B` for `A/B/C` last. */
export function parentsOf(path: string): string[] {
  const levels = path.split('/')
  return levels.slice(1).map((_, index) => levels.slice(0, index + 1).join('/'))
}
