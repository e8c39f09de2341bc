/** Mail after a crash: what was acknowledged is there, whole and once, and nothing that a client was told goes back. */
import { messageOf, stateNumber } from '../../src/jmap/ids.ts'
import { CHANGES_MAX } from '../../src/jmap/limits.ts'
import { flagBits } from '../../src/mailstore/types.ts'
import { NOWHERE, placeOf, readMessage, type Who } from './marks.ts'
import type { Opened, Reader } from './opened.ts'

/** Words looked up in each state. */
const SEARCHES = 2
/** In one state of so many the index is brought up to date and asked again. */
const INDEX_ONE_IN = 4
/** Bodies asked for at a time. */
const BODIES_AT_ONCE = 16
/** What the server put together, so that no digest stands in it: secured mail, drafts, mail without its file. */
const MADE_HERE = /^(?:safe|draft|held)/

export interface Found { readonly place: string, readonly box: string, readonly who: Who, readonly id: string,
  readonly message: number, readonly uid: number }

/** What the list says of every message of an account: nothing is read whole. */
export async function listedMail({ mails }: Opened, who: Reader): Promise<readonly Found[]> {
  const mail = mails[who]
  const all: Found[] = []
  for (const { id: mailbox, path } of await mail.mailboxes()) {
    const view = await mail.view(mailbox)
    if (view === 'no such mailbox') continue
    const records = await mail.records(view.entries.map(({ message }) => message))
    for (const [index, { message, uid }] of view.entries.entries()) {
      all.push({ place: '', box: path, who, id: records[index]?.summary.subject ?? '', message, uid })
    }
    view.close()
  }
  return all
}

/** Every message of an account, read whole. */
export async function* inventory({ mails, say }: Opened, who: Reader): AsyncGenerator<Found> {
  const mail = mails[who]
  for (const { id: mailbox, path, role, total, unseen, uidNext, highestModseq } of await mail.mailboxes()) {
    const view = await mail.view(mailbox)
    if (view === 'no such mailbox') {
      say(`${who}: ${path} is listed and cannot be opened`)
      continue
    }
    const { entries } = view
    const notSeen = entries.filter(({ flags }) => (flags.bits & flagBits['\\Seen']) === 0).length
    if (entries.length !== total || notSeen !== unseen) say(`${who}: ${path} counts ${total} (${unseen} unseen) and holds ${entries.length} (${notSeen})`)
    if (entries.some(({ uid, modseq }) => uid >= uidNext || modseq > highestModseq)) say(`${who}: numbers in ${path} are ahead of its own`)
    const records = await mail.records(entries.map(({ message }) => message))
    const box = role === 'sent' ? 'Sent' : role === 'drafts' ? 'Drafts' : path
    for (let from = 0; from < entries.length; from += BODIES_AT_ONCE) {
      const some = entries.slice(from, from + BODIES_AT_ONCE)
      const bodies = await Promise.all(some.map(({ message }) => mail.body(message)))
      for (const [index, { message, flags, uid }] of some.entries()) {
        const [raw, record] = [bodies[index], records[from + index]]
        if (raw === undefined || record === undefined) {
          say(`${who}: UID ${uid} of ${path} has no ${raw === undefined ? 'body' : 'list record'}`)
          continue
        }
        const { id, isWhole } = readMessage(raw)
        if (!isWhole && !MADE_HERE.test(id)) say(`${who}: ${id} is torn`)
        if (record.summary.subject !== id) say(`${who}: the list says ${record.summary.subject} and the message ${id}`)
        const words = Object.entries(flagBits).filter(([, bit]) => (flags.bits & bit) !== 0).map(([word]) => word)
        yield { place: placeOf(who, box, words), box, who, id, message, uid }
      }
    }
    view.close()
  }
}

export async function checkMessages(opened: Opened): Promise<void> {
  const { args: { expected }, say } = opened
  const found = new Map<string, string[]>()
  const sent = new Map<string, number>()
  for (const who of ['marieke', 'sanne'] as const) {
    for await (const { id, place, box, uid } of inventory(opened, who)) {
      if (box === 'Sent') sent.set(id, (sent.get(id) ?? 0) + 1)
      else if (!expected.submitted.has(id)) found.set(id, [...found.get(id) ?? [], place])
      const told = box === 'Sent' ? undefined : expected.uidOf(id)
      if (told !== undefined && told !== uid) say(`${id} was told as UID ${told} and is ${uid}`)
    }
  }
  const all = expected.places()
  for (const [id, places] of all) {
    if ([...places].some((place) => place.startsWith('joost '))) continue
    const [there = NOWHERE, ...more] = found.get(id) ?? []
    if (more.length > 0) say(`${id} is there ${more.length + 1} times: ${[there, ...more].join(', ')}`)
    if (!places.has(there)) say(`${id} is at "${there}", expected "${[...places].join('" or "')}"`)
  }
  for (const id of found.keys()) if (!all.has(id)) say(`${id} was never handed in`)
  for (const [id, { to, isAcknowledged }] of expected.submitted) {
    const copies = sent.get(id) ?? 0
    if (copies > 1 || (to !== 'guest' && isAcknowledged && copies === 0)) say(`${id} has ${copies} copies in Sent`)
  }
}

/** What clients were told of mailboxes holds, and one that knew everything comes up to date by the changes alone. */
export async function checkTold({ mails: { marieke }, args: { expected }, say }: Opened): Promise<void> {
  const mailboxes = await marieke.mailboxes()
  for (const [box, { uidValidity, uidNext, modseq }] of expected.seen) {
    const now = mailboxes.find(({ path }) => path === box)
    if (now?.uidValidity !== uidValidity) say(`UIDVALIDITY of ${box} was ${uidValidity} and is ${now?.uidValidity}`)
    else if (now.uidNext < uidNext || now.highestModseq < modseq) {
      say(`${box} was told with UIDNEXT ${uidNext} and MODSEQ ${modseq}, and has ${now.uidNext} and ${now.highestModseq}`)
    }
  }
  if (expected.cache === undefined) return
  const since = stateNumber(expected.cache.state) ?? 0
  const changes = await marieke.emailChanges(since, CHANGES_MAX)
  if (changes === 'cannot calculate') return say(`changes since ${expected.cache.state} are not known`)
  if (changes.newState < since) say(`the state was ${since} and is ${changes.newState}`)
  const known = new Set([...expected.cache.ids].map((id) => messageOf(id) ?? -1))
  for (const message of [...changes.created, ...changes.updated]) known.add(message)
  for (const message of changes.destroyed) known.delete(message)
  const there = new Set(await marieke.query({ filter: {}, sort: [], collapseThreads: false }))
  const wrong = known.symmetricDifference(there)
  if (wrong.size > 0) say(`a client that follows changes is wrong about ${[...wrong].join(', ')}`)
}

/** Files held back wait once for each letter that came; one of them is given on, whole. */
export async function checkHeld(opened: Opened): Promise<void> {
  const { house, mails: { marieke: { account: { tenant } } }, args: { expected }, say } = opened
  const held = await house.quarantine.list(tenant)
  const places = [...expected.places()].filter(([id]) => id.startsWith('held'))
  for (const [id, options] of places) {
    const times = held.filter(({ files }) => files.some(({ name }) => name === `${id}.exe`)).length
    if (times > 1 || (times === 0 && !options.has(NOWHERE))) say(`the file of ${id} is held ${times} times`)
  }
  const first = held.find(({ state }) => state === 'held')
  if (first === undefined) return
  const outcome = await house.quarantine.decide({ tenant, id: first.id, decision: 'release', by: 'proef' })
  const file = first.files[0]?.name ?? ''
  const named = (await listedMail(opened, 'marieke')).filter(({ id }) => `${id}.exe` === file)
  const bodies = await Promise.all(named.map(({ message }) => opened.mails.marieke.body(message)))
  const given = bodies.map((raw) => Buffer.from(raw ?? []).toString('latin1'))
    .filter((text) => text.includes(`filename="${file}"`) && text.includes('MZxxx')).length
  if (given !== 1) say(`${file} was given on (${String(outcome)}) and is there ${given} times`)
}

/** The index and the list say the same: before the index is brought up to date, and after it. */
export async function checkSearch(
  { mails: { marieke }, house, args: { expected, below }, say }: Opened,
): Promise<void> {
  const ids = [...expected.places()].filter(([, places]) => places.size === 1 && !places.has(NOWHERE)
    && [...places][0]?.startsWith('marieke ') === true).map(([id]) => id)
  if (ids.length === 0) return
  const chosen = Array.from({ length: SEARCHES }, () => ids[below(ids.length)] ?? '')
  const look = async (when: string): Promise<void> => {
    for (const id of chosen) {
      const messages = await marieke.query({ filter: { body: `word${id}` }, sort: [], collapseThreads: false })
      const subjects = (await marieke.records(messages)).map((record) => record?.summary.subject ?? 'no record')
      // `word1` stands in `word12` too.
      if (!subjects.includes(id) || subjects.some((subject) => !subject.startsWith(id))) say(`search ${when}: word${id} gives ${subjects.join(', ')}`)
    }
  }
  await look('after the crash')
  if (below(INDEX_ONE_IN) > 0) return
  await house.mailstore.tidy(marieke.account)
  const { waiting } = await marieke.indexed()
  if (waiting > 0) say(`${waiting} messages are still not indexed`)
  await look('after indexing')
}
