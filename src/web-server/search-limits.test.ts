import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { createExtractor, type Extractor } from '../extract/extract.ts'
import { docx, paragraph } from '../extract/office.testing.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { messageOf } from '../jmap/ids.ts'
import { FILES_OPENED_MAX } from '../jmap/limits.ts'
import { APART_LOOKED_MAX, HEADERS_READ_MAX, lookApart, type Apart } from '../jmap-server/email-apart.ts'
import { RANKED_MAX, RANKED_WORDS_MAX, ranked } from '../jmap-server/email-results.ts'
import { PARSED_MAX } from '../jmap-server/methods/email-parse.ts'
import { silentLog } from '../log/log.ts'
import { filesReached } from '../mailstore/file-indexing.ts'
import { loadIndex } from '../mailstore/scripts/search.ts'
import type { AccountMail } from '../mailstore/types.ts'
import { sql } from '../storage/script.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** A mail with a Word file; words that differ keep the extractor from answering from its cache. */
function withWord(subject: string, text: string): string {
  const file = Buffer.from(docx({ body: paragraph(text) })).toString('base64').replace(/.{76}/g, '$&\n')
  return `From: Ann <ann@example.org>\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n`
    + `--b\nContent-Type: text/plain\n\nZie bijlage.\n--b\nContent-Type: ${DOCX}; name="plan.docx"\n`
    + `Content-Disposition: attachment; filename="plan.docx"\nContent-Transfer-Encoding: base64\n\n${file}\n--b--\n`
}

describe('limits of searching, at and past them', () => {
  let folder: string
  let extractor: Extractor
  let house: WebHouse
  let anna: Client
  let mail: AccountMail
  let release: () => void = () => undefined
  let plain = 0
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zegel-search-limits-'))
    extractor = createExtractor({ cacheFolder: folder, log: silentLog })
    house = await openWebHouse({ readFile: extractor.extract })
    anna = await house.signedIn('anna')
    const signedIn = await house.accounts.signIn({
      address: 'anna@zonnehof.test', password, door: 'web', ip: '127.0.0.1',
    })
    assert.ok(signedIn.outcome === 'open')
    release = house.keyring.hold(signedIn.open)
    mail = await house.mailstore.open(signedIn.open)
    plain = messageOf(await anna.keep('Subject: zeldzaam\nX-Case: 7\n\ntekst\n')) ?? assert.fail()
  })
  after(async () => {
    release()
    extractor.close()
    await house.close()
    await rm(folder, { recursive: true })
  })

  const account = async () => await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
  const tooMany = (max: number) => (error: unknown): boolean =>
    error instanceof MethodFailure && error.type === 'unsupportedFilter' && error.message.includes(` ${max} `)

  test('emails that are looked at one by one', async () => {
    const context = { mail, account: await account(), submission: house.sending.submission }
    const apart: Apart = { headers: [], threads: [{ has: 'none', keyword: '$flagged' }] }
    // Numbers without an email, and the one that there is in the last place.
    const numbers = Array.from({ length: APART_LOOKED_MAX }, (_, at) => plain + APART_LOOKED_MAX - 1 - at)
    assert.equal(numbers.at(-1), plain)
    assert.deepEqual(await lookApart(numbers, apart, context), [plain])
    await assert.rejects(lookApart([...numbers, 1], apart, context), tooMany(APART_LOOKED_MAX))
  })

  test('headers that are read', async () => {
    const context = { mail, account: await account(), submission: house.sending.submission }
    const apart: Apart = { headers: [['x-case', '7']], threads: [] }
    const max = 20
    assert.ok(max < HEADERS_READ_MAX, 'the limit itself would be a slow test')
    const numbers = Array.from({ length: max }, () => plain)
    assert.equal((await lookApart(numbers, apart, context, max)).length, max)
    await assert.rejects(lookApart([...numbers, plain], apart, context, max), tooMany(max))
    const listed: Apart = { headers: [['subject', 'zeldzaam']], threads: [] }
    assert.equal((await lookApart([...numbers, plain], listed, context, max)).length, max + 1,
      'a listed field costs no reading')
  })

  test('emails that are ranked, and words that count', async () => {
    // What is not in the index yet counts for half of every word.
    do await house.mailstore.tidy(await account())
    while ((await mail.lookUp('zeldzaam', 'subject'))(plain) !== true)
    const others = Array.from({ length: RANKED_MAX }, (_, at) => plain + 1 + at)
    const last = [...others.slice(1), plain]
    assert.equal(last.length, RANKED_MAX)
    const order = async (messages: readonly number[], texts: readonly string[]) => await ranked(messages, texts, {
      // Numbers without an email stand for emails that the index knows not to hold the word.
      lookUp: async (word, where) => {
        const lookUp = await mail.lookUp(word, where)
        return (message) => message === plain ? lookUp(message) : false
      },
    })
    assert.equal((await order(last, ['zeldzaam']))[0], plain)
    const past = await order([...others, plain], ['zeldzaam'])
    assert.deepEqual([past[0], past.at(-1), past.length], [others[0], plain, RANKED_MAX + 1])
    const absent = Array.from({ length: RANKED_WORDS_MAX }, (_, at) => `nergens${at}`)
    const few = [plain + 1, plain]
    assert.equal((await order(few, [...absent.slice(1), 'zeldzaam']))[0], plain)
    assert.equal((await order(few, [...absent, 'zeldzaam']))[0], plain + 1)
    assert.equal((await order(few, [`${absent.slice(1).join(' ')} zeldzaam`]))[0], plain, 'words, not texts')
  })

  test('messages that one Email/parse reads', async () => {
    const blobIds: string[] = []
    for (let at = 0; at <= PARSED_MAX; at++) blobIds.push(await anna.upload(`Subject: n${at}\r\n\r\nx\r\n`))
    const { parsed } = await anna.call('Email/parse', { blobIds: blobIds.slice(1), properties: ['subject'] })
    assert.equal(Object.keys(parsed).length, PARSED_MAX)
    assert.equal((await anna.call('Email/parse', { blobIds, properties: ['subject'] })).error, 'requestTooLarge')
  })

  test('files that one request opens for snippets', async () => {
    const emailIds: string[] = []
    for (let at = 0; at <= FILES_OPENED_MAX; at++) emailIds.push(await anna.keep(withWord(`s${at}`, `rolstoel ${at}`)))
    const previews = async (ids: readonly string[]): Promise<readonly (string | null)[]> =>
      (await anna.call('SearchSnippet/get', { filter: { text: 'rolstoel' }, emailIds: ids })).list
        .map(({ preview }: { preview: string | null }) => preview)
    const [first, ...all] = await previews(emailIds)
    assert.match(first ?? '', /^plan\.docx: <mark>rolstoel<\/mark> 0/)
    assert.deepEqual(all.map((one) => one !== null), all.map((_, at) => at < FILES_OPENED_MAX - 1))
    assert.ok((await previews(emailIds.slice(1))).every((one) => one !== null), 'at the limit all are shown')
  })

  test('the index of files goes along with a new key', async () => {
    const { tenant, account: number } = await account()
    const ref = { tenant, account: number }
    const id = await anna.keep(withWord('plan', 'traplift'))
    const message = messageOf(id) ?? assert.fail()
    do await house.mailstore.tidy(ref)
    while (filesReached(await house.store.read(loadIndex, ref)) < message)
    const parts = () => house.store.all<{ segment: string, part: number, sealed: Uint8Array }>(sql`select segment, part,
      sealed from search_part where tenant = ${tenant} and account = ${number} and segment like 'files-%'
      order by segment, part`)
    const found = async () => (await anna.call('Email/query', { filter: { text: 'traplift' } })).ids
    assert.deepEqual(await found(), [id])
    const before = await parts()
    assert.ok(before.length > 0)
    assert.equal((await anna.ask('POST', '/api/key', { body: { password } })).json.version, 2)
    await house.accounts.rotations.settled(ref)
    const then = await parts()
    assert.ok(then.length > 0)
    // A merge in the background may have put others in their place: those are under the new key from the start.
    for (const { segment, part, sealed } of then) {
      const old = before.find((one) => one.segment === segment && one.part === part)
      if (old !== undefined) assert.notDeepEqual(sealed, old.sealed)
    }
    const open = house.keyring.current(ref) ?? assert.fail()
    for (const { segment, part, sealed } of then) {
      const opened = open.decrypt({ tenant, account: number, kind: 'search-part', id: `${segment}/${part}` }, sealed)
      assert.ok(opened.length > 0)
    }
    assert.equal((await house.store.one<{ rows: number }>(sql`select count(*) as rows from former_key`)).rows, 0)
    assert.deepEqual(await found(), [id])
  })
})
