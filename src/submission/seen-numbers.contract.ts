import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { casePolicy, plainDraft } from '../guard/cases.ts'
import type { Draft } from '../guard/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { silentLog } from '../log/log.ts'
import { openHouse, type House, type HouseOptions, type TestAccount } from '../mailstore/mailstore.testing.ts'
import { createSeenNumbers, MESSAGES_LOOKED_MAX, nothingSeen, type KnownNumbers } from './seen-numbers.ts'

const ME = 'me@zorghuis.example'
const [PRINS, BOS, LAB] = ['m.prins@ziggo.example', 'k.bos@gmail.com', 'balie@lab.example']

const raw = (from: string, to: readonly string[], text: string, file?: string): Uint8Array => new TextEncoder().encode([
  `From: ${from}`, `To: ${to.join(', ')}`, 'Subject: uw zaak', 'Date: Sat, 21 Nov 2026 10:00:00 +0000', `Message-ID: <${Math.random()}@x.example>`,
  ...file === undefined ? ['', text] : ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', text, '--b',
    'Content-Type: text/plain; name=brief.txt', 'Content-Disposition: attachment; filename=brief.txt', '', file, '--b--'], ''].join('\r\n'))

const about = (body: string, ...to: readonly string[]): Draft => plainDraft({
  from: ME, body, recipients: to.map((address) => ({ address, name: null, field: 'to' as const })),
})

/** What earlier mail tells of the numbers in a draft, on one engine. */
export function seenNumbersContract(engine: string, options: () => HouseOptions): void {
  let house: House
  before(async () => { house = await openHouse(options()) })
  after(() => house.close())

  /** Asks with the account open and everything absorbed and indexed. */
  async function asked(account: TestAccount, draft: Draft,
    prepare: (open: OpenAccount) => Promise<void> = async () => undefined): Promise<KnownNumbers> {
    const { account: open, close } = account.open(house)
    try {
      const mail = await house.mailstore.open(open)
      await mail.absorbed()
      await prepare(open)
      return await createSeenNumbers({ mailstore: house.mailstore, clock: house.clock, log: silentLog })
        .of(open, { draft, policy: casePolicy, self: new Set([ME]), isOutside: (address) => !address.endsWith('@zorghuis.example') })
    } finally {
      close()
    }
  }
  const indexed = async (open: OpenAccount): Promise<void> => { await (await house.mailstore.open(open)).reindex() }

  test(`${engine}: a number is known with those who sent or got it, whatever way it was written; the other's mail is about another`, async () => {
    const account = await house.account({ account: 71 })
    await house.deliver(account, raw(ME, [PRINS], 'Uw BSN 111 222 333 staat in ons systeem.'), { role: 'sent' })
    await house.deliver(account, raw(LAB, [ME], 'Cliënt met BSN 111222333 was hier.'))
    await house.deliver(account, raw(ME, [BOS], 'Uw BSN 123456782 staat in ons systeem.'), { role: 'sent' })
    const draft = about('Uw BSN is 1112.22.333.', BOS)
    const expected = { seen: [{ key: '111222333', mails: 2, people: [LAB, PRINS] }], others: new Map([[BOS, 1]]) }
    const sorted = ({ seen, others }: KnownNumbers): KnownNumbers => ({ others,
      seen: seen.map((one) => ({ ...one, people: one.people.toSorted() })) })
    // Before the index knows these messages, and after.
    assert.deepEqual(sorted(await asked(account, draft)), expected)
    assert.deepEqual(sorted(await asked(account, draft, indexed)), expected)
    // Who took part is not asked after.
    assert.equal((await asked(account, about('BSN 111222333', PRINS))).others.size, 0)
    assert.deepEqual(await asked(account, about('BSN 999990019', BOS)), nothingSeen)
    assert.deepEqual(await asked(account, about('Tot morgen.', BOS)), nothingSeen)
  })

  test(`${engine}: drafts and junk tell of nobody; what is deleted is not known any more`, async () => {
    const account = await house.account({ account: 72 })
    await house.deliver(account, raw(ME, [BOS], 'BSN 111222333'), { role: 'drafts' })
    await house.deliver(account, raw(BOS, [ME], 'BSN 111222333'), { role: 'junk' })
    assert.deepEqual(await asked(account, about('BSN 111222333', PRINS), indexed), nothingSeen)
    await house.deliver(account, raw(ME, [PRINS], 'BSN 111222333'), { role: 'sent' })
    assert.equal((await asked(account, about('BSN 111222333', BOS), indexed)).seen[0]?.mails, 1)
    const gone = await asked(account, about('BSN 111222333', BOS), async (open) => {
      const mail = await house.mailstore.open(open)
      const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
      const view = await mail.view(sent?.id ?? 0)
      assert.ok(view !== 'no such mailbox')
      await mail.destroyEmails(view.entries.map(({ message }) => message))
      view.close()
    })
    assert.deepEqual(gone, nothingSeen)
  })

  test(`${engine}: of more messages than the maximum the newest are read`, async () => {
    const account = await house.account({ account: 73 })
    for (let index = 0; index <= MESSAGES_LOOKED_MAX; index += 1) {
      await house.deliver(account, raw(ME, [index === 0 ? BOS : PRINS], `BSN 111222333, brief ${index}`), { role: 'sent' })
    }
    const { seen } = await asked(account, about('BSN 111222333', PRINS), indexed)
    assert.deepEqual(seen.map(({ mails, people }) => ({ mails, people })),
      [{ mails: MESSAGES_LOOKED_MAX, people: [PRINS] }])
  })

  test(`${engine}: nothing is kept beside the mail, and a closed account tells nothing`, async () => {
    const rows = await house.store.all<{ readonly kind: string }>({ text: 'select kind from account_document', values: [] })
    assert.deepEqual(rows, [])
    const account = await house.account({ account: 74 })
    const { account: open, close } = account.open(house)
    close()
    const numbers = createSeenNumbers({ mailstore: house.mailstore, clock: house.clock, log: silentLog })
    assert.deepEqual(await numbers.of(open, { draft: about('BSN 111222333', BOS), policy: casePolicy, self: new Set([ME]), isOutside: () => true }), nothingSeen)
  })
}
