import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { present } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { sql } from '../storage/script.ts'
import { createAccessKeys, partKey } from './access-keys.ts'
import { bodyPlace } from './entrance.ts'
import { createPortalSecrets } from './secrets.ts'
import { anja, asked, openPortalLab, type PortalLab } from '../web-server/portal.testing.ts'

/** Words that a thief would look for: content, names, numbers, file names, answers. */
const SECRET = ['111222333', 'Uitslag van het', 'Anja', 'Marieke', anja.address, '31612345621', 'zorgpas', 'Dank u wel', 'blauwefiets']

describe('a stolen database with its files', () => {
  let lab: PortalLab
  let link: string
  let rows: Record<string, unknown>[]
  before(async () => {
    lab = await openPortalLab()
    await lab.send({ message: { text: `Uw BSN is 111222333. ${'Uitslag van het onderzoek. '.repeat(20_000)}` } })
    link = lab.linkFor(anja.address)
    const guest = await lab.guest(link)
    await asked(guest.ask('GET', '/api/guest/message'), 200)
    await asked(guest.ask('POST', '/api/guest/reply', { body: { text: 'Dank u wel', uploads: [], key: 'sleutel-1' } }), 200)
    const { id } = (await asked(guest.ask('POST', '/api/guest/upload', { body: { name: 'zorgpas.jpg', type: 'image/jpeg', sizeBytes: 400_000 } }), 201)).json
    const bytes = Buffer.alloc(300_000, '111222333 zorgpas ')
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: bytes, type: 'application/octet-stream' }), 200)
    rows = await lab.store.all(sql`select * from portal_message`)
  })
  after(() => lab.close())

  test('shows nothing of it without the service key', async () => {
    const pieces: Buffer[] = []
    for (const entry of await readdir(lab.folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) pieces.push(await readFile(join(entry.parentPath, entry.name)))
    }
    const all = Buffer.concat(pieces)
    assert.ok(all.length > 500_000, 'the database and the blobs were read')
    for (const word of [...SECRET, link]) assert.equal(all.indexOf(word), -1, word)
    const other = temporaryServiceKey()
    assert.throws(() => createPortalSecrets(other).openFacts(refOf(), bytesOf('facts')), isWrongKey)
    // Even with the link: the wrap needs both.
    const keys = createAccessKeys({ serviceKey: other })
    assert.throws(() => keys.unwrap(refOf(), present(keys.readLink(link), 'way'), bytesOf('link_wrap')), isWrongKey)
  })

  test('with the service key: names, addresses and numbers open, the message does not', async () => {
    const { serviceKey } = lab
    const secrets = createPortalSecrets(serviceKey)
    assert.equal(secrets.openFacts(refOf(), bytesOf('facts')).recipient.address, anja.address)
    assert.equal(await lab.portal.knownNumber(lab.sender, anja.address), '06 •• •• •• 21')
    const keys = createAccessKeys({ serviceKey })
    const guess = keys.newLink()
    assert.throws(() => keys.unwrap(refOf(), guess, bytesOf('link_wrap')), isWrongKey)
    for (const way of ['link_wrap', 'short_code_wrap', 'sealed_box']) {
      for (const key of keysOf(serviceKey)) {
        assert.throws(() => keys.unwrap(refOf(), { kind: 'link', secret: key }, bytesOf(way)), isWrongKey, way)
      }
    }
    const [session] = await lab.store.all<{ id: string, half: Uint8Array, box: Uint8Array }>(sql`select id, half, box from portal_session`)
    const { id, half, box } = present(session, 'the session of the guest')
    assert.throws(() => keys.unwrapForSession(refOf(), { id, half, secret: new Uint8Array(32) }, box), isWrongKey)
    const body = present(await lab.portalBlobs.get(String(rows[0]?.['body_blob'])), 'the body')
    for (const key of keysOf(serviceKey)) {
      assert.throws(() => bodyCipher.decrypt(bodyPlace(refOf()), key, body), isWrongKey)
    }
  })

  test('with the service key and the link it opens: so a notice is worth what it opens, and the second factor counts', async () => {
    const keys = createAccessKeys({ serviceKey: lab.serviceKey })
    const messageKey = keys.unwrap(refOf(), present(keys.readLink(link), 'way'), bytesOf('link_wrap'))
    const body = present(await lab.portalBlobs.get(String(rows[0]?.['body_blob'])), 'the body')
    const plain = new TextDecoder().decode(bodyCipher.decrypt(bodyPlace(refOf()), partKey(refOf(), messageKey, 'body'), body))
    assert.match(plain, /111222333/)
    // Not as another message's, nor as another part.
    const moved = { ...refOf(), message: 'another' }
    assert.throws(() => keys.unwrap(moved, present(keys.readLink(link), 'way'), bytesOf('link_wrap')), isWrongKey)
    assert.throws(() => bodyCipher.decrypt(bodyPlace(refOf()), partKey(refOf(), messageKey, 'reply'), body), isWrongKey)
  })

  const refOf = () => ({ tenant: lab.tenant, account: lab.sender.account, message: String(rows[0]?.['id']) })
  const bytesOf = (column: string): Uint8Array => {
    const value = rows[0]?.[column]
    return value instanceof Uint8Array ? value : assert.fail(`${column} holds no bytes`)
  }
})

const isWrongKey = (error: unknown): boolean => error instanceof Refusal && error.reason === 'wrong-key'

/** Every key that the service key gives to the portal by itself. */
function keysOf(serviceKey: ServiceKey): readonly Uint8Array[] {
  return ['portal-access', 'portal-code-pepper', 'portal-code-salt', 'box|portal-facts'].map((purpose) => serviceKey.derive(purpose))
}
