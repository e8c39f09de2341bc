import { invalidProperties, SetFailure } from '../../jmap/errors.ts'
import { mailboxId, mailboxOf, stateString } from '../../jmap/ids.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { MAILBOX_NAME_MAX } from '../../jmap/limits.ts'
import { applyPatch } from '../../jmap/patch.ts'
import { MAIL } from '../../jmap/session.ts'
import type { MailboxInfo, MailboxProblem, Role } from '../../mailstore/types.ts'
import { realId, type Context, type Method } from '../context.ts'
import { mailboxObject } from '../mailbox-object.ts'
import { removeMailbox } from '../noted-use.ts'
import { readSet, runSet } from '../set.ts'

const ROLES: readonly Role[] = ['inbox', 'drafts', 'sent', 'junk', 'trash', 'archive']
const SETTABLE = new Set(['name', 'parentId', 'role', 'isSubscribed', 'sortOrder'])

/** Creates, renames, moves and destroys mailboxes. `role` is given at creation only; `sortOrder` follows the role. */
export const mailboxSet: Method = {
  name: 'Mailbox/set',
  capability: MAIL,
  rfc: ['RFC 8621 §2.5'],
  async run(args, context) {
    const request = readSet(args, context)
    const removeEmails = args.boolean('onDestroyRemoveEmails', false)
    args.end()
    const { response } = await runSet(request, context, {
      state: async () => stateString(await context.mail.state()),
      create: (object) => create(object, context),
      update: (id, patch) => update(id, patch, context),
      async destroy(id) {
        const outcome = await removeMailbox(context, { mailbox: numberOf(id), removeEmails })
        if (outcome === 'has email') throw new SetFailure({ type: 'mailboxHasEmail' })
        if (outcome !== 'deleted') throw problem(outcome)
      },
    })
    return { response }
  },
}

async function create(object: JsonObject, context: Context) {
  const unknown = Object.keys(object).filter((property) => !SETTABLE.has(property))
  if (unknown.length > 0) throw invalidProperties(unknown, 'not known, or set by the server')
  const { role = null, isSubscribed = true } = object
  if (role !== null && !ROLES.some((known) => known === role)) throw invalidProperties(['role'], 'role not known')
  if (typeof isSubscribed !== 'boolean') throw invalidProperties(['isSubscribed'], 'true or false expected')
  const infos = await context.mail.mailboxes()
  if (role !== null && infos.some((info) => info.role === role)) {
    throw invalidProperties(['role'], 'another mailbox has this role')
  }
  const path = pathFor(object['name'], object['parentId'] ?? null, infos, context)
  const made = await context.mail.createMailbox({ path, ...(role === null ? {} : { role: role as Role }) })
  if (typeof made === 'string') throw problem(made)
  if (!isSubscribed) await context.mail.subscribeMailbox({ mailbox: made.id, subscribed: false })
  const { sortOrder, totalEmails, unreadEmails, totalThreads, unreadThreads, myRights } = mailboxObject(made, new Map())
  return { id: mailboxId(made.id), sortOrder, totalEmails, unreadEmails, totalThreads, unreadThreads, myRights }
}

async function update(id: string, patch: JsonObject, context: Context): Promise<null> {
  const infos = await context.mail.mailboxes()
  const mailbox = numberOf(id)
  const info = infos.find((one) => one.id === mailbox)
  if (info === undefined) throw new SetFailure({ type: 'notFound' })
  const before = mailboxObject(info, new Map(infos.map((one) => [one.path, one])))
  const after = applyPatch(before, patch)
  const differs = (property: string): boolean => JSON.stringify(after[property]) !== JSON.stringify(before[property])
  const changed = Object.keys(after).filter(differs)
  const refused = changed.filter((property) => !['name', 'parentId', 'isSubscribed'].includes(property))
  if (refused.length > 0) throw invalidProperties(refused, 'these do not change')
  if (typeof after['isSubscribed'] !== 'boolean') throw invalidProperties(['isSubscribed'], 'true or false expected')
  if (changed.includes('name') || changed.includes('parentId')) {
    const path = pathFor(after['name'], after['parentId'], infos, context)
    if (path === info.path || path.startsWith(`${info.path}/`)) {
      throw invalidProperties(['parentId'], 'a mailbox cannot lie inside itself')
    }
    const renamed = await context.mail.renameMailbox({ mailbox, path })
    if (typeof renamed === 'string') throw problem(renamed)
  }
  if (changed.includes('isSubscribed')) await context.mail.subscribeMailbox({ mailbox, subscribed: after['isSubscribed'] })
  return null
}

/** Path below the parent; a name is one level, so `/` cannot stand in it. */
function pathFor(name: unknown, parentId: unknown, infos: readonly MailboxInfo[], context: Context): string {
  if (typeof name !== 'string' || name === '' || name.length > MAILBOX_NAME_MAX || name.includes('/')) {
    throw invalidProperties(['name'], `1 to ${MAILBOX_NAME_MAX} characters without / expected`)
  }
  if (parentId === null) return name
  const parent = typeof parentId === 'string' ? mailboxOf(realId(context, parentId)) : undefined
  const info = infos.find((one) => one.id === parent)
  if (info === undefined) throw invalidProperties(['parentId'], 'there is no such mailbox')
  return `${info.path}/${name}`
}

function numberOf(id: string): number {
  const mailbox = mailboxOf(id)
  if (mailbox === undefined) throw new SetFailure({ type: 'notFound' })
  return mailbox
}

function problem(word: MailboxProblem): SetFailure {
  switch (word) {
    case 'no such mailbox': return new SetFailure({ type: 'notFound' })
    case 'has children': return new SetFailure({ type: 'mailboxHasChild' })
    case 'inbox stays': return new SetFailure({ type: 'forbidden', description: 'the inbox stays' })
    case 'exists': return invalidProperties(['name'], 'there is a mailbox of this name')
    case 'name not allowed': return invalidProperties(['name'], 'this name is not allowed')
    case 'too deep': return invalidProperties(['parentId'], 'too many levels')
    case 'too many': return new SetFailure({ type: 'overQuota', description: 'too many mailboxes' })
  }
}
