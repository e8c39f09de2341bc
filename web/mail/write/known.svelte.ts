import type { GetAnswer, QueryAnswer } from '../jmap.ts'
import type { Mail } from '../mail.svelte.ts'
import type { EmailHead } from '../types.ts'
import type { Person } from './recipients.ts'

/** How many recent messages are looked at for addresses. */
export const recentMax = 200

let kept: { readonly mail: Mail, readonly people: Promise<readonly Person[]> } | undefined

/** People out of recent mail: first those we wrote to, then those who wrote to us; junk never. Read once per page. */
export function knownPeople(mail: Mail): Promise<readonly Person[]> {
  if (kept?.mail !== mail) kept = { mail, people: read(mail).catch(() => []) }
  return kept.people
}

async function read(mail: Mail): Promise<readonly Person[]> {
  const batch = mail.jmap.batch()
  const places = [mail.byRole('sent'), mail.byRole('inbox'), mail.byRole('archive')].filter((one) => one !== undefined)
  const asked = places.map((place) => {
    const query = batch.add<QueryAnswer>('Email/query', {
      filter: { inMailbox: place.id }, sort: [{ property: 'receivedAt', isAscending: false }], limit: recentMax,
    })
    const properties = mail.jmap.hasTruth ? ['from', 'to', 'cc', 'senderTruth'] : ['from', 'to', 'cc']
    return { role: place.role, got: batch.add<GetAnswer<EmailHead>>('Email/get', { '#ids': query.ref('/ids'), properties }) }
  })
  const answers = await batch.send()
  const people = new Map<string, Person>()
  for (const { role, got } of asked) {
    for (const email of answers.of(got).list) {
      // A sender who poses as somebody else must never be suggested under the stolen name.
      const verdict = email.senderTruth?.verdict
      if (role !== 'sent' && (verdict === 'impersonation' || verdict === 'failed')) continue
      for (const person of role === 'sent' ? [...(email.to ?? []), ...(email.cc ?? [])] : email.from ?? []) {
        const key = person.email.toLowerCase()
        const before = people.get(key)
        if (before === undefined || (before.name === null && person.name)) people.set(key, { name: person.name || null, email: person.email })
      }
    }
  }
  return [...people.values()]
}
