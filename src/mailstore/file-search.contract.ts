import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createExtractor, type Extractor } from '../extract/extract.ts'
import { docx, paragraph } from '../extract/office.testing.ts'
import { pdf } from '../extract/pdf.testing.ts'
import { silentLog } from '../log/log.ts'
import { sql } from '../storage/script.ts'
import { filesReached, filesReadUpTo } from './file-indexing.ts'
import { append, bytes, mail, openHouse, type House, type HouseOptions, type TestAccount } from './mailstore.testing.ts'
import { FILES_LOOKED_MAX } from './query-scan.ts'
import { loadIndex } from './scripts/search.ts'
import type { AccountMail, EmailFilter } from './types.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

interface FileOf { readonly type: string, readonly name: string, readonly content: Uint8Array }

/** A mail with attached files. */
export function withFiles(subject: string, files: readonly FileOf[]): Uint8Array {
  const parts = files.map(({ type, name, content }) => `--b\nContent-Type: ${type}; name="${name}"\n`
    + `Content-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n`
    + `${Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\n')}\n`)
  return bytes(`From: Ann <ann@example.org>\nTo: bob@example.net\nSubject: ${subject}\nMIME-Version: 1.0\n`
    + `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nZie bijlage.\n${parts.join('')}--b--\n`)
}

/** Searching in attached files, the same on both databases. */
export function fileSearchContract(engine: string, options: () => HouseOptions): void {
  describe(`searching in attached files: ${engine}`, () => {
    let folder: string
    let extractor: Extractor
    let house: House
    let account: TestAccount
    let own: AccountMail
    const stops: (() => void)[] = []
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'zegel-files-'))
      extractor = createExtractor({ cacheFolder: folder, log: silentLog })
      house = await openHouse({ readFile: extractor.extract, ...options() })
      // The database may hold the accounts of other contracts.
      account = await house.account({ account: 71 })
      const { account: keys, close } = account.open(house)
      stops.push(close)
      own = await house.mailstore.open(keys)
    })
    after(async () => {
      for (const stop of stops) stop()
      extractor.close()
      await house.close()
      await rm(folder, { recursive: true })
    })

    const find = async (filter: EmailFilter): Promise<readonly number[]> =>
      (await own.query({ filter, sort: [], collapseThreads: false })).toSorted((a, b) => a - b)
    const segments = () => house.store.all<{ segment: string, messages: number }>(sql`select segment, messages
      from search_segment where tenant = ${account.ref.tenant} and account = ${account.ref.account}`)

    /** A pass ends after seconds, which on a busy machine may be one file. */
    async function filesRead(upTo: number): Promise<void> {
      do await house.mailstore.tidy(account.ref)
      while (filesReached(await house.store.read(loadIndex, account.ref)) < upTo)
    }

    test('words of a Word file and a PDF are found, also together, and no longer once the mail is gone', async () => {
      const plan = (await append(own, withFiles('plan', [{
        type: DOCX, name: 'zorgplan.docx', content: docx({ body: paragraph('De rollator van m\u00e9vrouw Jansen is stuk') }),
      }]))).message
      const bill = (await append(own, withFiles('nota', [{
        type: 'application/pdf', name: 'nota.pdf', content: pdf([['Factuur voor een rollator']]),
      }]))).message
      const plain = (await append(own, mail({ subject: 'rollator', body: 'niets' }))).message
      assert.deepEqual(await find({ text: 'rollator' }), [plain], 'files are read in the background')
      await filesRead(bill)
      assert.deepEqual(await find({ text: 'rollator' }), [plan, bill, plain])
      assert.deepEqual(await find({ body: 'ROLLATOR' }), [plan, bill])
      assert.deepEqual(await find({ text: 'mevrouw jansen' }), [plan])
      assert.deepEqual(await find({ text: 'jansen mevrouw' }), [])
      assert.deepEqual(await find({ text: 'factuur', hasAttachment: true }), [bill])
      assert.deepEqual(await find({ noneOf: [{ text: 'rollator' }] }), [])
      assert.deepEqual(await find({ subject: 'rollator' }), [plain])
      // What IMAP calls the text of a message is the message itself.
      for (const where of ['imap-text', 'imap-body'] as const) {
        const lookUp = await own.lookUp('factuur', where)
        assert.equal(lookUp(bill), false, where)
      }
      await own.destroyEmails([plan])
      await house.mailstore.tidy(account.ref)
      assert.deepEqual(await find({ text: 'rollator' }), [bill, plain])
      const held = (await segments()).filter((row) => filesReadUpTo({ segment: row.segment }) !== undefined)
      assert.equal(held.reduce((sum, { messages }) => sum + messages, 0), 1, 'its words left the index of files too')
    })

    test('files are opened once, not at every pass; the index made anew opens them again', async () => {
      const before = (await segments()).length
      await house.mailstore.tidy(account.ref)
      assert.equal((await segments()).length, before)
      await own.reindex()
      await filesRead(2)
      assert.equal((await find({ text: 'factuur' })).length, 1)
    })

    test('many small segments of files become few, and still answer', async () => {
      for (let index = 0; index < 10; index++) {
        const { message } = await append(own, withFiles(`stuk ${index}`, [{
          type: DOCX, name: `stuk${index}.docx`, content: docx({ body: paragraph(`nummer${index % 4} spoorboek`) }),
        }]))
        await filesRead(message)
      }
      const ofFiles = (await segments()).filter(({ segment }) => segment.startsWith('files-'))
      assert.ok(ofFiles.length < 8, String(ofFiles.length))
      assert.equal((await find({ text: 'spoorboek' })).length, 10)
      assert.equal((await find({ text: 'nummer3' })).length, 2)
    })

    test(`a search opens the files of ${FILES_LOOKED_MAX} messages again, not of one more`, async () => {
      for (let at = 0; at < FILES_LOOKED_MAX; at++) await kept(at)
      // Whether the words stand together only the file itself can say.
      assert.equal((await find({ text: 'groene deur' })).length, FILES_LOOKED_MAX)
      await kept(FILES_LOOKED_MAX)
      assert.equal((await find({ text: 'groene deur' })).length, FILES_LOOKED_MAX)
      assert.equal((await find({ allOf: [{ text: 'groene' }, { text: 'deur' }] })).length, FILES_LOOKED_MAX + 1)
    })

    async function kept(at: number): Promise<void> {
      const { message } = await append(own, withFiles(`nummer ${at}`, [{
        type: DOCX, name: `d${at}.docx`, content: docx({ body: paragraph(`huis ${at} met een groene deur`) }),
      }]))
      await filesRead(message)
    }
  })
}
