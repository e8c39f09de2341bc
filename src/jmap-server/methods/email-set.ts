import { SetFailure, type SetError } from '../../jmap/errors.ts'
import { messageOf, stateString } from '../../jmap/ids.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { MAIL } from '../../jmap/session.ts'
import { flagBits, type EmailPatch } from '../../mailstore/types.ts'
import type { Context, Method } from '../context.ts'
import { createEmail } from '../create-email.ts'
import { readEmailPatch } from '../email-patch.ts'
import { noteAt, noteUse, placesBefore } from '../noted-use.ts'
import { readSet, runSet } from '../set.ts'
import { withoutUnchanged } from '../unchanged.ts'

/** Creates drafts and other messages, changes mailboxes and keywords, destroys. All updates of a call are one write. */
export const emailSet: Method = {
  name: 'Email/set',
  capability: MAIL,
  rfc: ['RFC 8621 §4.6'],
  async run(args, context) {
    const request = readSet(args, context)
    args.end()
    const { response } = await runSet(request, context, {
      state: async () => stateString(await context.mail.state()),
      create: (object) => createEmail(object, context),
      updateAll: (patches) => updateAll(patches, context),
      destroyAll: (ids) => destroyAll(ids, context),
    })
    return { response }
  },
}

async function updateAll(
  patches: ReadonlyMap<string, JsonObject>, context: Context,
): Promise<ReadonlyMap<string, 'updated' | SetError>> {
  const results = new Map<string, 'updated' | SetError>()
  const ready: { readonly id: string, readonly patch: EmailPatch }[] = []
  for (const [id, patch] of patches) {
    const message = messageOf(id)
    if (message === undefined) {
      results.set(id, { type: 'notFound' })
      continue
    }
    try {
      ready.push({ id, patch: readEmailPatch(message, await withoutUnchanged(message, patch, context), context) })
    } catch (error) {
      if (!(error instanceof SetFailure)) throw error
      results.set(id, error.error)
    }
  }
  const outcomes = ready.length === 0 ? [] : await context.mail.patchEmails(ready.map(({ patch }) => patch))
  for (const [index, { id }] of ready.entries()) results.set(id, outcomeOf(outcomes[index] ?? 'not found'))
  const forwarded = ready.filter(({ patch }, index) => outcomes[index] === 'updated' && setsForwarded(patch))
  await noteUse(context, 'forwarded', forwarded.map(({ patch }) => patch.message))
  return results
}

function setsForwarded({ keywords }: EmailPatch): boolean {
  const set = keywords === undefined ? undefined : 'add' in keywords ? keywords.add : keywords.set
  return set !== undefined && (set.bits & flagBits.$Forwarded) !== 0
}

function outcomeOf(outcome: 'updated' | 'not found' | 'no such mailbox' | 'no mailbox left'): 'updated' | SetError {
  switch (outcome) {
    case 'updated': return 'updated'
    case 'not found': return { type: 'notFound' }
    case 'no such mailbox':
      return { type: 'invalidProperties', properties: ['mailboxIds'], description: 'there is no such mailbox' }
    case 'no mailbox left':
      return { type: 'invalidProperties', properties: ['mailboxIds'], description: 'an email is in at least one mailbox' }
  }
}

async function destroyAll(
  ids: readonly string[], context: Context,
): Promise<ReadonlyMap<string, 'destroyed' | SetError>> {
  const results = new Map<string, 'destroyed' | SetError>()
  const known: { readonly id: string, readonly message: number }[] = []
  for (const id of ids) {
    const message = messageOf(id)
    if (message === undefined) results.set(id, { type: 'notFound' })
    else known.push({ id, message })
  }
  const numbers = known.map(({ message }) => message)
  const places = await placesBefore(context, numbers)
  const outcomes = known.length === 0 ? [] : await context.mail.destroyEmails(numbers)
  const went = new Set(numbers.filter((_, index) => outcomes[index] === 'destroyed'))
  await noteAt(context, 'deleted', places.filter(({ message }) => went.has(message)))
  for (const [index, { id }] of known.entries()) {
    results.set(id, outcomes[index] === 'destroyed' ? 'destroyed' : { type: 'notFound' })
  }
  return results
}
