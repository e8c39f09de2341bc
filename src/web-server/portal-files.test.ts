/** Files at the portal: uploads that break off, limits, names, and what stays on disk. */
import assert from 'node:assert/strict'
import http from 'node:http'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { day, hour } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { anja, asked, openPortalLab, post, wish, type PortalLab } from './portal.testing.ts'
import type { Client } from './web-server.testing.ts'

describe('files at the portal', () => {
  let lab: PortalLab
  beforeEach(async () => { lab = await openPortalLab() })
  afterEach(() => lab.close())

  test('a blob without a row goes, a young one and one with a row stay', async () => {
    await lab.send({ message: { text: 'x'.repeat(300_000) } })
    const [kept] = await Array.fromAsync(lab.portalBlobs.list())
    const idAt = (at: number): string => `${'B'.repeat(22)}-${at.toString(36)}`
    const [old, young] = [idAt(lab.clock.at), idAt(lab.clock.at + 2 * hour)]
    for (const id of [old, young]) await lab.portalBlobs.put(id, new Uint8Array(3))
    lab.clock.at += 2 * hour
    assert.equal((await lab.portal.sweep()).orphans, 1)
    assert.deepEqual((await Array.fromAsync(lab.portalBlobs.list())).toSorted(), [kept, young].toSorted())
  })

  test('an upload that nobody finishes goes after a day', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { id } = (await asked(post(guest, 'upload', { name: 'a', type: 'text/plain', sizeBytes: 400_000 }), 201)).json
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: Buffer.alloc(300_000, 1), type: 'text/plain' }), 200)
    lab.clock.at += day + 1
    await lab.portal.sweep()
    assert.deepEqual(await lab.store.all(sql`select id from portal_upload`), [])
    assert.deepEqual(await lab.store.all(sql`select start from portal_upload_piece`), [])
    assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
  })

  test('an upload that was cut off goes on where it was', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const bytes = Buffer.alloc(500_000, 'zorgpas ')
    const { id } = (await asked(post(guest, 'upload', { name: 'a.bin', type: 'application/octet-stream', sizeBytes: bytes.length }), 201)).json
    const piece = (offset: number, part: Uint8Array) => guest.ask('POST', `/api/guest/upload/${id}?offset=${offset}`, { body: part, type: 'application/octet-stream' })
    await asked(piece(0, bytes.subarray(0, 200_000)), 200)
    await cutOff(lab.at, guest, `/api/guest/upload/${id}?offset=200000`, bytes.subarray(200_000))
    assert.deepEqual((await asked(guest.ask('GET', `/api/guest/upload/${id}`), 200)).json.received, 200_000)
    const next = bytes.subarray(200_000, 300_000)
    const twice = await Promise.all([piece(200_000, next), piece(200_000, next)])
    assert.deepEqual(twice.map(({ status }) => status).toSorted(), [200, 409])
    assert.deepEqual((await piece(0, bytes.subarray(0, 10))).json, { problem: 'wrong-offset', received: 300_000 })
    assert.equal((await piece(300_000, bytes)).status, 413)
    const early = await post(guest, 'reply', { text: '', uploads: [id], key: 'te-vroeg-1' })
    assert.deepEqual([early.status, early.json], [422, { problem: 'upload-missing', upload: id }])
    await asked(piece(300_000, bytes.subarray(300_000)), 200)
    await asked(post(guest, 'reply', { text: '', uploads: [id, id], key: 'nu-goed-1' }), 200)
    assert.equal((await lab.inbox()).length, 1)
    assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
    assert.equal((await guest.ask('GET', `/api/guest/upload/${id}`)).status, 404)
  })

  test('files have limits, and names are only names', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const begin = (name: string, sizeBytes: unknown) => post(guest, 'upload', { name, type: 'text/plain', sizeBytes })
    const limit = 2 * 1024 * 1024
    assert.equal((await begin('a', limit + 1)).status, 413)
    for (const size of [-1, 1.5, '5', null]) assert.equal((await begin('a', size)).status, 400)
    const whole = (await asked(begin('a', limit), 201)).json
    assert.equal((await begin('b', 1)).status, 413)
    assert.equal((await guest.ask('DELETE', `/api/guest/upload/${whole.id}`)).status, 204)
    const { id, name } = (await asked(begin('../../x\r\nBcc: evil@post.test\r\n\u202Egpj.exe', 3), 201)).json
    assert.equal(name, 'xBcc: evil@post.testgpj.exe')
    assert.equal((await guest.ask('POST', `/api/guest/upload/${id}?offset=-1`, { body: 'abc' })).status, 400)
    assert.equal((await guest.ask('POST', `/api/guest/upload/${'x'.repeat(300)}?offset=0`, { body: 'abc' })).status, 404)
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: 'abc', type: 'application/octet-stream' }), 200)
    await asked(post(guest, 'reply', { text: 'ja', uploads: [id], key: 'sleutel-1' }), 200)
    const raw = new TextDecoder().decode((await lab.inbox())[0]?.raw)
    assert.doesNotMatch(raw, /^bcc:/im)
    for (const [body, status] of [
      [{ text: '', uploads: [], key: 'sleutel-2' }, 422], [{ text: 'x', uploads: ['nee'], key: 'sleutel-3' }, 422], [{ text: 'x', uploads: 'a', key: 'sleutel-4' }, 400],
      [{ text: 'x', uploads: [], key: 'kort' }, 400], [{ text: 'x'.repeat(100_001), uploads: [], key: 'sleutel-5' }, 400],
    ] as const) assert.equal((await post(guest, 'reply', body)).status, status, JSON.stringify(body).slice(0, 60))
    const key = 'dubbel-1'
    const both = await Promise.all([post(guest, 'reply', { text: 'een keer', uploads: [], key }), post(guest, 'reply', { text: 'een keer', uploads: [], key })])
    assert.deepEqual(both.map(({ status }) => status), [200, 200])
    assert.equal((await lab.inbox()).length, 2)
  })

  test('names of 4,096 characters and with line ends change no header', async () => {
    const name = `Anja\r\nBcc: evil@post.test\r\n\r\n<script>${'é'.repeat(4096)}`
    await lab.send({ guests: [{ address: anja.address, portal: { ...wish, name } }], message: { to: [{ name: null, email: anja.address }], subject: `${'x'.repeat(4096)}` } })
    const [notice] = lab.left
    const raw = new TextDecoder().decode(notice?.raw)
    const header = raw.slice(0, raw.indexOf('\r\n\r\n'))
    assert.doesNotMatch(header, /^bcc:/im)
    assert.ok(header.length < 2000)
    assert.ok(!notice?.html.includes('<script'))
    const guest = await lab.guest(lab.linkFor(anja.address))
    await asked(post(guest, 'reply', { text: 'ja', uploads: [], key: 'sleutel-9' }), 200)
    assert.doesNotMatch(new TextDecoder().decode((await lab.inbox())[0]?.raw), /^bcc:/im)
  })

  test('attachments come as downloads that run nothing', async () => {
    await lab.send({ message: { attachments: [{ name: 'x.html', type: 'text/html', bytes: new TextEncoder().encode('<script>alert(1)</script>') }] } })
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { json } = await asked(guest.ask('GET', '/api/guest/message'), 200)
    const file = await asked(guest.ask('GET', `/api/guest/attachment/${json.attachments[0].id}`), 200)
    assert.equal(file.headers.get('content-type'), 'application/octet-stream')
    assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment;/)
    for (const [name, value] of [['cache-control', 'no-store'], ['referrer-policy', 'no-referrer'], ['x-content-type-options', 'nosniff']]) assert.equal(file.headers.get(name ?? ''), value)
  })
})

/** Sends half of a body and breaks the line. */
async function cutOff(at: string, client: Client, path: string, bytes: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const request = http.request(`http://${at}${path}`, {
    method: 'POST', agent: false, headers: { cookie: client.cookie, 'x-zegel': '1', 'content-type': 'application/octet-stream', 'content-length': bytes.length },
  })
  request.on('error', () => undefined).on('close', () => resolve(undefined))
  request.write(bytes.subarray(0, bytes.length / 2), () => request.destroy())
  await promise
}
