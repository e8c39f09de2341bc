import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { searchedText } from '../message/searched-text.ts'
import { sql } from '../storage/script.ts'
import { searched } from './filter.ts'
import { THREAD_MESSAGES_MIN } from './gather-mail.ts'
import { append, bytes, inboxOf, mail, openHouse, runTestStatement, type House, type HouseOptions, type TestAccount } from './mailstore.testing.ts'
import type { AccountMail, EmailFilter } from './types.ts'

const SUBJECTS = ['Overleg dinsdag', 'Fwd: jaarverslag 2026', 'Café-afspraak', 'Re: ÉÉN vraag', 'zorgdossier', '']
const BODIES = [
  'De vergadering is om half drie.', 'Het dossier-nummer is 4711/b, graag vóór vrijdag.', 'Straße und Œuvre, ﬁnanciën',
  'naar_voren\nschuiven; jan@huis.example', 'Hypotheekrenteaftrek', '😀 emoji in het midden 😀',
]
const FROMS = ['Ann <ann@example.org>', 'Jörg Müller <j.mueller@beispiel.example>', 'bob@example.net']
const QUERIES = [
  'vergadering', 'dossier', 'DOSSIER-NUMMER', '4711', 'cafe', 'café', 'één', 'een', 'strasse', 'oeuvre', 'financien', 'renteaftrek', 'jan@huis', 'naar_voren',
  'huis.example', 'müller', 'mueller', 'ann@', 'half drie', '😀', '', '%', 'xyzzy', 'jaarverslag 2026', 'beispiel', 'voren schuiven',
]

/** What a full look at the raw message says, written a second time on purpose. */
function holds(raw: Uint8Array, where: 'subject' | 'from' | 'body' | 'text', wanted: string): boolean {
  const whole = new TextDecoder().decode(raw)
  const cut = whole.indexOf('\r\n\r\n')
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(whole.slice(0, cut).replaceAll('\r', ''))?.[1] ?? ''
  const from = /^(?:(.*) )?<?([^<>]+@[^<>]+)>?$/.exec(field('From'))
  const texts = {
    subject: [field('Subject')], from: [`${from?.[1] ?? ''} <${from?.[2] ?? ''}>`], body: [whole.slice(cut + 4)],
    text: [field('Subject'), `${from?.[1] ?? ''} <${from?.[2] ?? ''}>`, ' <bob@example.net>', whole.slice(cut + 4)],
  }
  return texts[where].some((text) => searched(text).includes(searched(wanted)))
}

/** The first message of the inbox goes elsewhere and comes back: then it is no longer the first. */
async function awayAndBack(own: AccountMail): Promise<void> {
  const inbox = await inboxOf(own)
  const other = (await own.mailboxes()).find(({ id }) => id !== inbox)?.id ?? 0
  const move = async (from: number, to: number): Promise<void> => {
    const view = await own.view(from)
    assert.ok(typeof view !== 'string')
    const uid = view.entries[0]?.uid
    if (uid !== undefined) await own.move({ from, uids: [uid], to })
    view.close()
  }
  await move(inbox, other)
  await move(other, inbox)
}

/** Searches answer as a full scan does, whatever is indexed. */
export function searchContract(engine: string, options: () => HouseOptions): void {
  describe(`search on ${engine}`, () => {
    let house: House
    let next = 400
    const stops: (() => void)[] = []
    before(async () => { house = await openHouse(options()) })
    after(async () => {
      for (const stop of stops) stop()
      await house.close()
    })

    async function open(): Promise<{ readonly account: TestAccount, readonly own: AccountMail }> {
      const account = await house.account({ account: ++next })
      const { account: keys, close } = account.open(house)
      stops.push(close)
      return { account, own: await house.mailstore.open(keys) }
    }
    const query = (own: AccountMail, filter: EmailFilter) => own.query({ filter, sort: [], collapseThreads: false })
    const parts = (account: TestAccount) => house.store.all<{ segment: string, part: number, sealed: Uint8Array }>(sql`select segment, part, sealed
      from search_part where tenant = 1 and account = ${account.ref.account}`)

    test('every query gives what a scan gives: unindexed, half indexed, indexed, merged, after deletions', async () => {
      await fc.assert(fc.asyncProperty(
        fc.array(fc.record({ subject: fc.constantFrom(...SUBJECTS), body: fc.constantFrom(...BODIES),
          from: fc.constantFrom(...FROMS) }), { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 0, max: 14 }), fc.subarray(QUERIES, { minLength: 4, maxLength: 8 }), async (list,
          indexedFirst, wanted) => {
          const { account, own } = await open()
          const raws = new Map<number, Uint8Array>()
          for (const [index, parts] of list.entries()) {
            const raw = mail(parts)
            raws.set((await append(own, raw)).message, raw)
            if (index === indexedFirst) await house.mailstore.tidy(account.ref)
          }
          const check = async (when: string): Promise<void> => {
            for (const text of wanted) {
              for (const where of ['subject', 'from', 'body', 'text'] as const) {
                const expected = [...raws].filter(([, raw]) => holds(raw, where, text)).map(([message]) =>
                  message).sort((a, b) => a - b)
                assert.deepEqual([...await query(own, { [where]: text })].sort((a, b) => a - b), expected, `${when}: ${where} "${text}"`)
                const without = [...raws.keys()].filter((message) => !expected.includes(message)).sort((a, b) => a - b)
                assert.deepEqual([...await query(own, { noneOf: [{ [where]: text }] })].sort((a, b) => a - b), without, `${when}: not ${where} "${text}"`)
              }
            }
          }
          await check('half')
          await house.mailstore.tidy(account.ref)
          assert.equal((await own.indexed()).waiting, 0)
          await check('whole')
          await awayAndBack(own)
          await check('moved away and back')
          const [gone] = raws.keys()
          if (gone !== undefined) {
            await own.destroyEmails([gone])
            raws.delete(gone)
          }
          await check('one gone')
          await house.mailstore.tidy(account.ref)
          await check('purged')
        }), { numRuns: 12 })
    })

    test('many small segments become few, and still answer', async () => {
      const { account, own } = await open()
      for (let index = 0; index < 40; index++) {
        await append(own, mail({ subject: `Bericht ${index}`, body: `woord${index % 7} en allen` }))
        await house.mailstore.tidy(account.ref)
      }
      const segments = await house.store.all<{ messages: number }>(sql`select messages from search_segment where tenant = 1 and account = ${account.ref.account}`)
      assert.ok(segments.length < 16, String(segments.length))
      assert.equal(segments.reduce((sum, { messages }) => sum + messages, 0), 40)
      assert.equal((await query(own, { body: 'woord3' })).length, 6)
      assert.equal((await query(own, { body: 'allen' })).length, 40)
    })

    test('many messages are indexed in a thread of its own, many times over, and answer as a few do', async () => {
      const { account, own } = await open()
      const many = THREAD_MESSAGES_MIN + 4
      for (let index = 0; index < many; index++) await append(own, mail({ body: `woord${index % 5} hypotheekrenteaftrek` }))
      await house.mailstore.tidy(account.ref)
      assert.deepEqual(await own.indexed(), { indexed: many, waiting: 0, isRebuilding: false })
      assert.equal((await query(own, { body: 'woord3' })).length, many / 5)
      assert.equal((await query(own, { body: 'renteaftrek' })).length, many)
      await own.reindex()
      assert.deepEqual(await own.indexed(), { indexed: many, waiting: 0, isRebuilding: false })
      assert.equal((await query(own, { body: 'woord4' })).length, many / 5)
    })

    test('an index that cannot be read is made anew from the mail, and searches go on', async () => {
      const { account, own } = await open()
      for (let index = 0; index < 5; index++) await append(own, mail({ body: `appel ${index}` }))
      await house.mailstore.tidy(account.ref)
      const [first] = await parts(account)
      assert.ok(first !== undefined)
      const broken = first.sealed.slice()
      broken[20] = (broken[20] ?? 0) ^ 1
      await house.store.write(runTestStatement, sql`update search_part set sealed = ${broken} where tenant = 1
        and account = ${account.ref.account} and segment = ${first.segment} and part = ${first.part}`)
      house.mailstore.close()
      const again = await house.restart()
      house = again
      const { account: keys, close } = account.open(house)
      stops.push(close)
      const anew = await house.mailstore.open(keys)
      assert.equal((await query(anew, { body: 'appel' })).length, 5)
      await house.mailstore.tidy(account.ref)
      await house.mailstore.tidy(account.ref)
      assert.deepEqual(await anew.indexed(), { indexed: 5, waiting: 0, isRebuilding: false })
      assert.equal((await query(anew, { body: 'appel' })).length, 5)
    })

    test('parts of the index hold no word in the clear; what is deleted leaves it', async () => {
      const { account, own } = await open()
      const { message } = await append(own, mail({ subject: 'Ooievaarsnest', body: 'kruisbessenjam' }))
      await append(own, mail({ body: 'iets anders' }))
      await house.mailstore.tidy(account.ref)
      const before = (await parts(account)).map(({ segment }) => segment)
      for (const { sealed } of await parts(account)) assert.doesNotMatch(Buffer.from(sealed).toString('latin1'), /ooievaar|kruisbes/i)
      await own.destroyEmails([message])
      await house.mailstore.tidy(account.ref)
      const left = await parts(account)
      assert.ok(left.length > 0 && left.every(({ segment }) => !before.includes(segment)), 'written again')
      const opened = left.map(({ segment, part, sealed }) => Buffer.from(account.open(house).account.decrypt({ tenant: 1, account: account.ref.account, kind: 'search-part', id: `${segment}/${part}` }, sealed)).toString())
      assert.ok(opened.some((text) => text.includes('iets')) && !opened.some((text) => /ooievaar|kruisbes/i.test(text)))
    })

    test('of a text over the limit the beginning is indexed and the rest is looked at', async () => {
      const { account, own } = await open()
      const raw = bytes(`From: a@b.example\nTo: c@d.example\nSubject: lang\nContent-Type: text/plain\n\nbegin\n${`${'lorem '.repeat(12)}\n`.repeat(60_000)}naald\n`)
      await append(own, raw, { mailbox: await inboxOf(own) })
      await append(own, mail({ body: 'kort' }))
      await house.mailstore.tidy(account.ref)
      assert.deepEqual([(await query(own, { body: 'begin' })).length, (await query(own, { body: 'naald' })).length, (await query(own, { body: 'speld' })).length], [1, 1, 0])
    })

    test('what the index says for IMAP is what the message holds', async () => {
      const { account, own } = await open()
      const { message } = await append(own, bytes('From: a@b.example\nX-Own: Zonnebloem\nSubject: s\nContent-Type: text/html\n\n<p class="kleurig">Hallo</p>'))
      await house.mailstore.tidy(account.ref)
      const says = async (text: string, where: 'imap-text' | 'imap-body' | 'header') => (await own.lookUp(text, where))(message)
      assert.deepEqual([await says('zonnebloem', 'imap-text'), await says('zonnebloem', 'imap-body'), await says('KLEURIG', 'imap-body'), await says('x-own: zonne', 'imap-text')], [true, false, true, undefined])
      assert.deepEqual([await says('zonnebloem', 'header'), await says('kleurig', 'header')], [undefined, false])
      assert.equal(searchedText('É'), 'é')
    })
  })
}
