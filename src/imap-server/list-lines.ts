import { listMatcher } from '../imap/list-pattern.ts'
import { mailboxName } from '../imap/response.ts'
import type { MailboxFigures } from '../mailstore/types.ts'
import { createPace } from './pace.ts'
import { attributeOf } from './special-use.ts'

/** What LIST asks for. RFC 9051 §6.3.9 */
export interface ListWish {
  readonly reference: string
  readonly patterns: readonly string[]
  readonly selection: ReadonlySet<string>
  readonly returns: ReadonlySet<string>
  /** Written in the extended form: `""` is then a pattern like others. */
  readonly extended: boolean
}

interface Node {
  readonly path: string
  readonly mailbox: MailboxFigures | null
  hasChildren: boolean
  subscribedBelow: boolean
}

/**
 * The lines behind `* LIST `, in the order of names; `mailbox` is null for a name that only stands above others. Many long
 * names against many patterns is work: others are served meanwhile.
 */
export async function* listLines(
  mailboxes: readonly MailboxFigures[], wish: ListWish, dialect: { readonly utf8: boolean },
): AsyncGenerator<{ readonly line: string, readonly mailbox: MailboxFigures | null }> {
  const matchers = wish.patterns.map((pattern) => listMatcher(wish.reference + pattern))
  const pace = createPace()
  for (const node of tree(mailboxes)) {
    await pace.breathe()
    if (!matchers.some((matches) => matches(node.path))) continue
    const line = describe(node, wish, dialect)
    if (line !== null) yield { line, mailbox: node.mailbox }
  }
}

/** Every mailbox and every name above one, in order. */
function tree(mailboxes: readonly MailboxFigures[]): readonly Node[] {
  const nodes = new Map<string, Node>()
  for (const mailbox of mailboxes) {
    nodes.set(mailbox.path, { path: mailbox.path, mailbox, hasChildren: false, subscribedBelow: false })
  }
  for (const { path, subscribed } of mailboxes) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end)
      const node = nodes.get(above) ?? { path: above, mailbox: null, hasChildren: true, subscribedBelow: false }
      node.hasChildren = true
      node.subscribedBelow ||= subscribed
      nodes.set(above, node)
    }
  }
  const order = (node: Node): string => node.path === 'INBOX' ? '' : node.path
  return [...nodes.values()].sort((left, right) => order(left) < order(right) ? -1 : 1)
}

/** Attributes, separator, name, extended items; null when the selection options leave it out. */
function describe({ path, mailbox, hasChildren, subscribedBelow }: Node, { selection, returns }: ListWish,
  dialect: { readonly utf8: boolean }): string | null {
  const subscribed = mailbox?.subscribed ?? false
  const use = attributeOf(mailbox?.role ?? null)
  const forChildren = selection.has('RECURSIVEMATCH') && subscribedBelow
  if (selection.has('SUBSCRIBED') && !subscribed && !forChildren) return null
  if (selection.has('SPECIAL-USE') && use === null) return null
  const attributes: string[] = []
  if (!mailbox) attributes.push('\\NonExistent')
  attributes.push(hasChildren ? '\\HasChildren' : '\\HasNoChildren')
  if (subscribed && (selection.has('SUBSCRIBED') || returns.has('SUBSCRIBED'))) attributes.push('\\Subscribed')
  if (use !== null) attributes.push(use)
  const extended = forChildren ? ' ("CHILDINFO" ("SUBSCRIBED"))' : ''
  return `(${attributes.join(' ')}) "/" ${mailboxName(path, dialect)}${extended}`
}
