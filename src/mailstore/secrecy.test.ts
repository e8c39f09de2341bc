import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { sql } from '../storage/script.ts'
import { append, bytes, inboxOf, mail, openHouse, runTestStatement, type House } from './mailstore.testing.ts'

/** Twenty strings that stand in mail, names, flags and uploads, each of a shape that cannot appear by chance. */
const planted = Array.from({ length: 20 }, (_, index) => `Geheim${index}Kwikstaart${'abcdefghijklmnopqrst'[index]}`)
const [subject, local, name, toName, ccLocal, bodyWord, htmlWord, fileName, attached, messageId, reference, mailbox,
  keyword, upload, uploadType, listId, sealedSubject, sealedBody, child, openSubject] = planted

const rich = bytes(`From: "${name}" <${local}@example.org>
To: "${toName}" <bob@example.net>
Cc: ${ccLocal}@example.net
Subject: ${subject}
Message-ID: <${messageId}@example.org>
References: <${reference}@example.org>
List-Id: <${listId}.example.org>
Date: Fri, 20 Nov 2026 10:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain

${bodyWord}
--c
Content-Type: text/html

<p>${htmlWord}</p>
--c--
--b
Content-Type: application/octet-stream; name=${fileName}
Content-Disposition: attachment; filename=${fileName}

${attached}
--b--
`)

async function* filesUnder(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else yield path
  }
}

async function found(house: House, words: readonly (string | undefined)[]): Promise<string[]> {
  const hits: string[] = []
  for await (const file of filesUnder(house.folder)) {
    const content = (await readFile(file)).toString('latin1')
    for (const word of words) {
      const forms = [word ?? '', (word ?? '').toLowerCase(), Buffer.from(word ?? '').toString('base64').slice(1, -4)]
      if (forms.some((form) => content.includes(form))) hits.push(`${word} in ${file}`)
    }
  }
  return hits
}

for (const inlineBytesMax of [100, 256 * 1024]) {
  test(`nothing readable on disk, bodies ${inlineBytesMax === 100 ? 'as files' : 'in rows'}`, async () => {
    const house = await openHouse({ limits: { inlineBytesMax } })
    try {
      const owner = await house.account()
      await house.deliver(owner, mail({ subject: sealedSubject ?? '', body: sealedBody ?? '' }))
      assert.deepEqual(await found(house, planted), [])
      const { account } = owner.open(house)
      const own = await house.mailstore.open(account)
      await own.absorbed()
      const inbox = await inboxOf(own)
      await append(own, rich, { flags: { bits: 0, keywords: [keyword ?? ''] } })
      await house.deliver(owner, mail({ subject: openSubject ?? '' }))
      await own.createMailbox({ path: `${mailbox}/${child}` })
      await own.upload({ bytes: bytes(upload ?? ''), type: uploadType ?? '' })
      await own.storeFlags({ mailbox: inbox, uids: [1], mode: 'add', flags: { bits: 0, keywords: [`${keyword}2`] } })
      await own.query({ filter: { text: bodyWord ?? '' }, sort: [], collapseThreads: false })
      await house.mailstore.tidy(account)
      assert.deepEqual(await found(house, planted), [])
      assert.equal((await own.query({ filter: { text: bodyWord ?? '' }, sort: [], collapseThreads: false })).length, 1)
    } finally {
      await house.close()
    }
  })
}

test('ciphertext that was moved to another message, page or account does not open', async () => {
  const house = await openHouse()
  try {
    const [one, two] = [await house.account({ account: 1 }), await house.account({ account: 2 })]
    const own = await house.mailstore.open(one.open(house).account)
    const other = await house.mailstore.open(two.open(house).account)
    const [a, b] = [await append(own, mail({ subject: 'a' })), await append(own, mail({ subject: 'b' }))]
    const c = await append(other, mail({ subject: 'c' }))
    const bodies = await house.store.all<{ account: number, body: string, sealed: Uint8Array }>(sql`select account, body, sealed from body order by account`)
    const pages = await house.store.all<{ account: number, page: number, sealed: Uint8Array }>(sql`select account, page, sealed from record_page order by account, first_message`)
    const [bodyA, bodyB] = bodies
    await house.store.write(runTestStatement, sql`update body set sealed = ${bodyA?.sealed ?? null} where body = ${bodyB?.body ?? ''}`)
    await assert.rejects(
      own.body(bodyB?.body === (await own.records([b.message]))[0]?.summary.body ? b.message : a.message), isWrongKey,
    )
    await house.store.write(runTestStatement, sql`update record_page set sealed = ${pages[0]?.sealed ?? null} where page = ${pages[2]?.page ?? 0}`)
    await assert.rejects(other.records([c.message]), isWrongKey)
  } finally {
    await house.close()
  }
})

test('one byte of a body or a page changed: refused, not shown', async () => {
  const house = await openHouse({ limits: { inlineBytesMax: 10 } })
  try {
    const own = await house.mailstore.open((await house.account()).open(house).account)
    const { message } = await append(own, mail({ size: 200_000 }))
    const { blob } = await house.store.one<{ blob: string }>(sql`select blob from body`)
    const box = await house.blobs.get(blob)
    assert.ok(box !== undefined)
    box[150_000] = (box[150_000] ?? 0) ^ 1
    await house.blobs.delete(blob)
    await house.blobs.put(blob, box)
    await assert.rejects(own.body(message), isWrongKey)
    assert.equal((await own.bodyRange(message, 0, 1000))?.length, 1000)
    await assert.rejects(own.bodyRange(message, 149_000, 151_000), isWrongKey)
    await house.blobs.put(blob, box.subarray(0, 100_000)).catch(() => undefined)
  } finally {
    await house.close()
  }
})

test('after the account is closed nothing opens, and a deleted message leaves neither body nor key', async () => {
  const house = await openHouse({ limits: { inlineBytesMax: 10 } })
  try {
    const owner = await house.account()
    const { account, close } = owner.open(house)
    const own = await house.mailstore.open(account)
    const kept = await append(own, mail({ subject: 'stays' }))
    const gone = await append(own, mail({ subject: 'goes', size: 5000 }))
    await house.mailstore.tidy(account)
    const files = async (): Promise<number> => (await Array.fromAsync(house.blobs.list())).length
    assert.equal(await files(), 2)
    const body = (await own.records([gone.message]))[0]?.summary.body
    await own.destroyEmails([gone.message])
    await house.mailstore.tidy(account)
    assert.equal(await files(), 1)
    assert.deepEqual(await house.store.all(sql`select body from body where body = ${body ?? ''}`), [])
    assert.deepEqual(await house.store.all(sql`select page from record_page where gone > 0`), [])
    close()
    await assert.rejects(own.append(
      { mailbox: 1, raw: mail({}), flags: { bits: 0, keywords: [] }, receivedAt: 1, truth: null },
    ),
      (error) => error instanceof Refusal && error.reason === 'closed')
    house.mailstore.close()
    await assert.rejects(own.records([kept.message]), (error) => error instanceof Refusal && error.reason === 'closed')
  } finally {
    await house.close()
  }
})

function isWrongKey(error: unknown): boolean {
  return error instanceof Refusal && error.reason === 'wrong-key'
}
