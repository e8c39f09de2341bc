import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { bytes, inboxOf, openHouse, type House, type HouseOptions } from './mailstore.testing.ts'
import { flagBits, type AccountMail, type EmailFilter, type EmailQuery } from './types.ts'

/** One message as the test knows it. */
interface Known {
  readonly message: number
  readonly receivedAt: number
  readonly sizeBytes: number
  readonly hasAttachment: boolean
  readonly subject: string
  readonly places: { readonly mailbox: number, readonly keywords: readonly string[] }[]
}

const MESSAGES = 40
const DAY = 86_400_000
const KEYWORDS = ['$seen', '$flagged', 'project'] as const

/** Filters of every kind, nested, mean what a plain reading of RFC 8621 §4.4.1 says. On both engines. */
export function queryContract(engine: string, options: () => HouseOptions): void {
  describe(`queries on ${engine}`, () => {
    let house: House
    let own: AccountMail
    let all: readonly Known[]
    let mailboxes: readonly number[]
    before(async () => {
      house = await openHouse(options())
      own = await house.mailstore.open((await house.account({ account: 700 })).open(house).account)
      const inbox = await inboxOf(own)
      const other = await own.createMailbox({ path: 'Ander' })
      const third = await own.createMailbox({ path: 'Derde' })
      assert.ok(typeof other !== 'string' && typeof third !== 'string')
      mailboxes = [inbox, other.id, third.id]
      all = await fill(own, mailboxes)
    })
    after(async () => { await house.close() })

    const condition = (): fc.Arbitrary<EmailFilter> => fc.oneof(
      fc.nat(2).map((at) => ({ inMailbox: mailboxes[at] ?? 0 })),
      fc.uniqueArray(fc.nat(2)).map((some) => ({ inMailboxOtherThan: some.map((at) => mailboxes[at] ?? 0) })),
      fc.nat(MESSAGES).map((at) => ({ before: at * DAY })), fc.nat(MESSAGES).map((at) => ({ after: at * DAY })),
      fc.nat(6).map((at) => ({ minSize: 200 + at * 100 })), fc.nat(6).map((at) => ({ maxSize: 200 + at * 100 })),
      fc.constantFrom(...KEYWORDS).map((keyword) => ({ hasKeyword: keyword })),
      fc.constantFrom(...KEYWORDS).map((keyword) => ({ notKeyword: keyword })),
      fc.boolean().map((has) => ({ hasAttachment: has })),
      fc.constantFrom('nul', 'een', 'vier', 'ee', 'n').map((text) => ({ subject: text })),
      fc.tuple(fc.nat(2), fc.boolean()).map(([at, has]) => ({ inMailbox: mailboxes[at] ?? 0, hasAttachment: has })),
    )
    const filters = (): fc.Arbitrary<EmailFilter> => fc.letrec<{ node: EmailFilter }>((tie) => ({
      node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, condition(),
        fc.array(tie('node'), { maxLength: 3 }).map((allOf) => ({ allOf })),
        fc.array(tie('node'), { maxLength: 3 }).map((anyOf) => ({ anyOf })),
        fc.array(tie('node'), { maxLength: 3 }).map((noneOf) => ({ noneOf }))),
    })).node
    const sorts = fc.constantFrom<EmailQuery['sort'][number]['by']>('receivedAt', 'size', 'subject', 'hasKeyword')

    test('random filters find what a plain reading finds, in the order asked', async () => {
      await fc.assert(fc.asyncProperty(filters(), sorts, fc.boolean(), async (filter, by, ascending) => {
        const sort = [{ by, ascending, ...(by === 'hasKeyword' ? { keyword: '$flagged' } : {}) }]
        const direction = ascending ? 1 : -1
        const wanted = all.filter((one) => fits(filter, one))
          .sort((a, b) => order(a, b, by) * direction || b.message - a.message).map(({ message }) => message)
        assert.deepEqual(await own.query({ filter, sort, collapseThreads: false }), wanted)
      }), { numRuns: 250 })
    })
  })
}

async function fill(own: AccountMail, mailboxes: readonly number[]): Promise<readonly Known[]> {
  const all: Known[] = []
  const names = ['nul', 'een', 'twee', 'drie', 'vier']
  for (let index = 0; index < MESSAGES; index++) {
    const hasAttachment = index % 4 === 0
    // Text that looks like what a record says of attachments.
    const text = index % 5 === 0 ? '","a":1,"' : 'x'.repeat(index % 9 * 60)
    const subject = names[index % 5] ?? ''
    const body = hasAttachment ? `Content-Type: multipart/mixed; boundary=b\n\n--b\n\n${text}\n--b\nContent-Type: application/pdf\n`
      + 'Content-Disposition: attachment; filename=a.pdf\n\nx\n--b--\n' : `\n${text}\n`
    const raw = bytes(`From: a@example.org\nSubject: ${subject}\n${body}`)
    const receivedAt = (index * 7 % MESSAGES) * DAY
    const targets = mailboxes.filter((_, at) => (index % 7 + 1 >> at & 1) === 1)
    const [first = 0, ...also] = targets
    const keywords = KEYWORDS.filter((_, at) => (index >> at & 1) === 1)
    const flags = {
      bits: (keywords.includes('$seen') ? flagBits['\\Seen'] : 0) | (keywords.includes('$flagged') ? flagBits['\\Flagged'] : 0),
      keywords: keywords.includes('project') ? ['project'] : [],
    }
    const kept = await own.append({ mailbox: first, also, raw, flags, receivedAt, truth: null })
    assert.ok(typeof kept !== 'string')
    const places = targets.map((mailbox) => ({ mailbox, keywords: [...keywords] as string[] }))
    // In one place it may be read, and in another not.
    if (index % 6 === 1 && places[0] !== undefined) {
      await own.storeFlags({ mailbox: first, uids: [kept.uid], mode: 'add', flags: { bits: flagBits['\\Seen'], keywords: [] } })
      if (!places[0].keywords.includes('$seen')) places[0].keywords.push('$seen')
    }
    all.push({ message: kept.message, receivedAt, sizeBytes: raw.length, hasAttachment, subject, places })
  }
  return all
}

function fits(filter: EmailFilter, one: Known): boolean {
  const { places, receivedAt, sizeBytes } = one
  const has = (keyword: string): boolean => keyword === '$seen' ? places.every(({ keywords }) => keywords.includes(keyword))
    : places.some(({ keywords }) => keywords.includes(keyword))
  return (filter.inMailbox === undefined || places.some(({ mailbox }) => mailbox === filter.inMailbox))
    && (filter.inMailboxOtherThan === undefined
      || places.some(({ mailbox }) => !filter.inMailboxOtherThan?.includes(mailbox)))
    && (filter.before === undefined || receivedAt < filter.before)
    && (filter.after === undefined || receivedAt >= filter.after)
    && (filter.minSize === undefined || sizeBytes >= filter.minSize)
    && (filter.maxSize === undefined || sizeBytes < filter.maxSize)
    && (filter.hasKeyword === undefined || has(filter.hasKeyword))
    && (filter.notKeyword === undefined || !has(filter.notKeyword))
    && (filter.hasAttachment === undefined || filter.hasAttachment === one.hasAttachment)
    && (filter.subject === undefined || one.subject.includes(filter.subject))
    && (filter.allOf ?? []).every((inner) => fits(inner, one))
    && !(filter.noneOf ?? []).some((inner) => fits(inner, one))
    && (filter.anyOf === undefined || filter.anyOf.some((inner) => fits(inner, one)))
}

function order(a: Known, b: Known, by: EmailQuery['sort'][number]['by']): number {
  const flagged = ({ places }: Known): number => places.some(({ keywords }) => keywords.includes('$flagged')) ? 1 : 0
  if (by === 'size') return a.sizeBytes - b.sizeBytes
  if (by === 'hasKeyword') return flagged(a) - flagged(b)
  if (by === 'subject') return a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0
  return a.receivedAt - b.receivedAt
}
