import { test } from 'node:test'
import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { Refusal } from '../base/errors.ts'
import { minute } from '../base/sizes.ts'
import { randomBytes } from '../crypto/hash.ts'
import { createAccountKeys, unwrapDataKey, wrapDataKey, wrapPlace } from './account-keys.ts'
import { bodyCipher, boxSize, CHUNK_BYTES } from './body-cipher.ts'
import { createKeyring } from './keyring.ts'
import type { Place, SealedHead } from './keys.ts'
import { DECAPSULATIONS_MAX, KINDS_MAX, OpenAccountKeys, RETIRED_KEYS_MAX } from './open-account.ts'
import { placeBytes } from './place.ts'
import { createSealer, EPOCH_HEADS_MAX, EPOCH_MS, HEAD_BYTES_MAX } from './sealer.ts'
import {
  createServiceKey, openServiceKey, SERVICE_KEY_CREDENTIAL, SERVICE_PURPOSES_MAX, temporaryServiceKey,
} from './service-key.ts'

const jan = { tenant: 7, account: 11 }
const piet = { tenant: 7, account: 12 }
const elsewhere = { tenant: 8, account: 11 }
const text = new TextEncoder().encode('de heer De Vries, 12-03-1950')

function refusal(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.reason === reason
}

test('one account opens nothing of another, also when the place is made to fit', () => {
  const service = temporaryServiceKey()
  const mine = createAccountKeys(jan, service).open
  const theirs = createAccountKeys(piet, service).open
  const place: Place = { ...jan, kind: 'body', id: '1' }
  const box = mine.encrypt(place, text)
  assert.deepEqual(mine.decrypt(place, box), text)
  assert.throws(() => theirs.decrypt({ ...piet, kind: 'body', id: '1' }, box), refusal('wrong-key'))
  const sameNumbers = createAccountKeys(jan, service).open
  assert.throws(() => sameNumbers.decrypt(place, box), refusal('wrong-key'))
  const copied = createAccountKeys(elsewhere, service).open
  assert.throws(() => copied.decrypt({ ...elsewhere, kind: 'body', id: '1' }, box), refusal('wrong-key'))
  assert.notDeepEqual(mine.token('name', 'Archief'), sameNumbers.token('name', 'Archief'))
  assert.deepEqual(mine.token('name', 'Archief'), mine.token('name', 'Archief'))
  assert.notDeepEqual(mine.token('name', 'Archief'), mine.token('thread', 'Archief'))
})

test('moved, changed and cut-off ciphertext is refused', () => {
  const { open } = createAccountKeys(jan, temporaryServiceKey())
  const place: Place = { ...jan, kind: 'record-page', id: '3' }
  const box = open.encrypt(place, text)
  assert.throws(() => open.decrypt({ ...place, id: '4' }, box), refusal('wrong-key'))
  assert.throws(() => open.decrypt({ ...place, kind: 'body' }, box), refusal('wrong-key'))
  for (let at = 0; at < box.length; at++) {
    const changed = box.slice()
    changed[at] = (changed[at] ?? 0) ^ 0x80
    assert.throws(() => open.decrypt(place, changed), refusal('wrong-key'), `byte ${at}`)
  }
  for (const length of [0, 11, 12, 27, box.length - 1]) {
    assert.throws(() => open.decrypt(place, box.subarray(0, length)), refusal('wrong-key'), `${length} bytes`)
  }
})

test('no two places are the same bytes', () => {
  fc.assert(fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), fc.nat(), (kind, id, account) => {
    fc.pre(!kind.includes('|'))
    const one = placeBytes({ tenant: 1, account, kind, id })
    const other = placeBytes({ tenant: 1, account, kind: `${kind}x`, id: id.slice(1) })
    assert.notDeepEqual(one, other)
  }), { numRuns: 200 })
  assert.throws(() => placeBytes({ ...jan, kind: 'a|b', id: '1' }))
  assert.throws(() => placeBytes({ ...jan, kind: 'a', id: 'x'.repeat(201) }))
})

test('a sealed head opens for its account only, and its secret is fresh per minute and thousand', () => {
  const service = temporaryServiceKey()
  const clock = { at: 1000, now: () => clock.at }
  const made = createAccountKeys(jan, service)
  const other = createAccountKeys(piet, service)
  const sealer = createSealer({ serviceKey: service, clock })
  const to = { ...jan, sealingPublic: made.sealingPublic }
  const first = sealer.seal(to, 'a', text)
  const second = sealer.seal(to, 'b', text)
  assert.deepEqual(first.encapsulation, second.encapsulation, 'one encapsulation within the minute')
  assert.notDeepEqual(first.box, second.box)
  assert.deepEqual(made.open.unseal(first), text)
  assert.deepEqual(made.open.unseal(second), text)
  assert.throws(() => other.open.unseal(first), refusal('planted'))
  clock.at += EPOCH_MS - 1
  assert.deepEqual(sealer.seal(to, 'c', text).encapsulation, first.encapsulation)
  clock.at += 1
  const later = sealer.seal(to, 'd', text)
  assert.notDeepEqual(later.encapsulation, first.encapsulation, 'a minute is over')
  for (let i = 1; i < EPOCH_HEADS_MAX; i++) sealer.seal(to, `n${i}`, text)
  assert.notDeepEqual(sealer.seal(to, 'e', text).encapsulation, later.encapsulation, 'a thousand are over')
  assert.deepEqual(made.open.unseal(later), text)
  sealer.close()
})

test('planted, swapped and changed heads are refused before anything is opened', () => {
  const service = temporaryServiceKey()
  const made = createAccountKeys(jan, service)
  const clock = { now: () => 1000 }
  const sealer = createSealer({ serviceKey: service, clock })
  const to = { ...jan, sealingPublic: made.sealingPublic }
  const head = sealer.seal(to, 'a', text)
  // Somebody with the database and the public key, but without the service key.
  const forger = createSealer({ serviceKey: temporaryServiceKey(), clock })
  assert.throws(() => made.open.unseal(forger.seal(to, 'a', text)), refusal('planted'))
  const changes: readonly SealedHead[] = [
    { ...head, id: 'b' },
    { ...head, box: flipped(head.box) },
    { ...head, encapsulation: flipped(head.encapsulation) },
    { ...head, mac: flipped(head.mac) },
    { ...head, mac: new Uint8Array() },
    { ...head, mac: head.mac.subarray(0, 16) },
  ]
  for (const changed of changes) assert.throws(() => made.open.unseal(changed), refusal('planted'))
  sealer.close()
  forger.close()
})

test('limits of the keys: at the maximum, and one past it', () => {
  const service = temporaryServiceKey()
  const clock = { at: minute, now: () => clock.at }
  const made = createAccountKeys(jan, service)
  const epochsMax = 4
  const sealer = createSealer({ serviceKey: service, clock, epochsMax })
  const to = { ...jan, sealingPublic: made.sealingPublic }
  assert.equal(made.open.unseal(sealer.seal(to, 'full', new Uint8Array(HEAD_BYTES_MAX))).length, HEAD_BYTES_MAX)
  assert.throws(() => sealer.seal(to, 'over', new Uint8Array(HEAD_BYTES_MAX + 1)), /small/)
  // One account more than are remembered pushes out the one used longest ago, and no other.
  const neighbours = Array.from({ length: epochsMax }, (_, index) => ({ ...to, account: 1000 + index }))
  const first = sealer.seal(to, 'a', text)
  for (const one of neighbours.slice(1)) sealer.seal(one, 'a', text)
  assert.deepEqual(sealer.seal(to, 'b', text).encapsulation, first.encapsulation)
  sealer.seal(neighbours[0] ?? to, 'a', text)
  assert.deepEqual(sealer.seal(to, 'c', text).encapsulation, first.encapsulation, 'used last, so kept')
  for (const one of neighbours) sealer.seal(one, 'b', text)
  assert.notDeepEqual(sealer.seal(to, 'd', text).encapsulation, first.encapsulation)
  const heads = Array.from({ length: DECAPSULATIONS_MAX + 1 }, (_, index) => {
    clock.at += EPOCH_MS
    return sealer.seal(to, `h${index}`, text)
  })
  for (const round of [1, 2]) for (const head of heads) assert.deepEqual(made.open.unseal(head), text, `round ${round}`)
  const box = (kind: string): Uint8Array => made.open.encrypt({ ...jan, kind, id: '1' }, text)
  // `sealing-secret` was used by unseal.
  for (let kind = 1; kind < KINDS_MAX; kind++) box(`kind ${kind}`)
  assert.throws(() => box('one more'), /few/)
  for (let purpose = 0; purpose < SERVICE_PURPOSES_MAX - 1; purpose++) service.mac(`purpose ${purpose}`, text)
  assert.throws(() => service.mac('one more', text), /too many/)
  sealer.close()
})

test('a way in opens its own account data key only', () => {
  const service = temporaryServiceKey()
  const made = createAccountKeys(jan, service)
  const secret = randomBytes(32)
  const salt = randomBytes(16)
  const place = wrapPlace(jan, 'app-password', 'w1')
  const box = wrapDataKey({ open: made.open, secret, salt, place })
  const dataKey = unwrapDataKey({ box, secret, salt, place })
  assert.ok(made.open.hasDataKey(dataKey))
  const again = new OpenAccountKeys({ account: jan, dataKey, sealingSecret: made.sealingSecret, service })
  const here: Place = { ...jan, kind: 'body', id: '1' }
  assert.deepEqual(again.decrypt(here, made.open.encrypt(here, text)), text)
  const wrong = [
    { box, secret: randomBytes(32), salt, place },
    { box, secret, salt: randomBytes(16), place },
    { box, secret, salt, place: wrapPlace(piet, 'app-password', 'w1') },
    { box, secret, salt, place: wrapPlace(jan, 'app-password', 'w2') },
    { box, secret, salt, place: wrapPlace(jan, 'session', 'w1') },
    { box: flipped(box), secret, salt, place },
  ]
  for (const args of wrong) assert.throws(() => unwrapDataKey(args), refusal('wrong-key'))
})

test('a closed account opens and makes nothing any more', () => {
  const { open } = createAccountKeys(jan, temporaryServiceKey())
  const place: Place = { ...jan, kind: 'body', id: '1' }
  const box = open.encrypt(place, text)
  open.close()
  assert.ok(open.closed)
  assert.throws(() => open.decrypt(place, box), refusal('closed'))
  assert.throws(() => open.encrypt(place, text), refusal('closed'))
  assert.throws(() => open.token('name', 'x'), refusal('closed'))
})

test('the keyring counts holds, shares one object, and forgets the key with the last release', () => {
  const service = temporaryServiceKey()
  const keyring = createKeyring()
  const { open } = createAccountKeys(jan, service)
  const heard: number[] = []
  const stop = keyring.onOpen((account) => heard.push(account.account))
  const first = keyring.hold(open)
  const second = keyring.hold(open)
  assert.equal(keyring.current(jan), open)
  assert.equal(keyring.current(piet), undefined)
  first()
  first()
  assert.equal(keyring.current(jan), open, 'releasing twice counts once')
  second()
  assert.equal(keyring.current(jan), undefined)
  assert.ok(open.closed)
  assert.deepEqual(heard, [11])
  assert.throws(() => keyring.hold(open), /still open/)
  stop()
})

test('a second opening of an account gives the first one and closes its own copy', () => {
  const service = temporaryServiceKey()
  const keyring = createKeyring()
  const made = createAccountKeys(jan, service)
  const secret = randomBytes(32)
  const place = wrapPlace(jan, 'session', 's')
  const box = wrapDataKey({ open: made.open, secret, salt: secret, place })
  const copy = new OpenAccountKeys({
    account: jan, dataKey: unwrapDataKey({ box, secret, salt: secret, place }),
    sealingSecret: made.sealingSecret, service,
  })
  assert.equal(keyring.handOver(made.open), made.open)
  assert.equal(keyring.handOver(copy), made.open)
  assert.ok(copy.closed && !made.open.closed)
  keyring.closeNow(jan)
  assert.ok(made.open.closed)
  keyring.close()
})

test('bodies of every size around the chunks come back, whole and in parts', () => {
  const key = randomBytes(32)
  const place: Place = { ...jan, kind: 'body', id: 'b1' }
  for (const size of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]) {
    const plain = randomBytes(size)
    const box = bodyCipher.encrypt(place, key, plain)
    assert.equal(box.length, boxSize(size))
    assert.deepEqual(bodyCipher.decrypt(place, key, box), plain, `${size} bytes`)
    for (const [start, end] of [[0, 0], [0, size], [size, size], [size >> 1, size], [size >> 2, size >> 1]] as const) {
      const { boxStart, boxEnd } = bodyCipher.range(size, start, end)
      const part = bodyCipher.decryptRange(place, key, size, start, end, box.subarray(boxStart, boxEnd))
      assert.deepEqual(part, plain.subarray(start, end), `${start} to ${end} of ${size}`)
    }
  }
})

test('a small range reads one chunk, not the body', () => {
  const size = 10 * CHUNK_BYTES
  const range = bodyCipher.range(size, 5 * CHUNK_BYTES + 10, 5 * CHUNK_BYTES + 20)
  assert.deepEqual(range, { firstChunk: 5, boxStart: 5 * (CHUNK_BYTES + 16), boxEnd: 6 * (CHUNK_BYTES + 16) })
  assert.throws(() => bodyCipher.range(size, 0, size + 1))
  assert.throws(() => bodyCipher.range(size, 2, 1))
})

test('chunks that are moved, dropped, doubled, or a body cut at a chunk, are refused', () => {
  const key = randomBytes(32)
  const place: Place = { ...jan, kind: 'body', id: 'b1' }
  const plain = randomBytes(3 * CHUNK_BYTES)
  const box = bodyCipher.encrypt(place, key, plain)
  const chunk = CHUNK_BYTES + 16
  const parts = [box.subarray(0, chunk), box.subarray(chunk, 2 * chunk), box.subarray(2 * chunk)]
  const joined = (...order: readonly number[]): Uint8Array =>
    new Uint8Array(Buffer.concat(order.map((index) => parts[index] ?? new Uint8Array())))
  for (const order of [[0, 1], [1, 0, 2], [0, 0, 2], [0, 2], [0], [2]]) {
    assert.throws(() => bodyCipher.decrypt(place, key, joined(...order)), refusal('wrong-key'), order.join())
  }
  assert.throws(() => bodyCipher.decrypt(place, key, box.subarray(0, box.length - 1)), refusal('wrong-key'))
  assert.throws(() => bodyCipher.decrypt(place, key, new Uint8Array()), refusal('wrong-key'))
  assert.throws(() => bodyCipher.decrypt({ ...place, id: 'b2' }, key, box), refusal('wrong-key'))
  assert.throws(() => bodyCipher.decrypt(place, randomBytes(32), box), refusal('wrong-key'))
})

test('the service key file: made once, for its owner only, refused when others can read it or it is no key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zegel-key-'))
  const file = join(folder, 'service.key')
  try {
    await assert.rejects(openServiceKey({ file }), /missing/)
    await createServiceKey(file)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    await assert.rejects(createServiceKey(file), /EEXIST/)
    const one = await openServiceKey({ file })
    const two = await openServiceKey({ file, credentialsDirectory: folder })
    assert.deepEqual(one.derive('x'), two.derive('x'))
    assert.notDeepEqual(one.derive('x'), one.derive('y'))
    const place: Place = { tenant: 1, account: 0, kind: 'queue', id: '1' }
    assert.deepEqual(two.decrypt(place, one.encrypt(place, text)), text)
    assert.throws(() => two.decrypt({ ...place, kind: 'other' }, one.encrypt(place, text)), refusal('wrong-key'))
    await chmod(file, 0o640)
    await assert.rejects(openServiceKey({ file }), /read by others/)
    await chmod(file, 0o600)
    await writeFile(file, 'hello')
    await assert.rejects(openServiceKey({ file }), /does not hold/)
    await writeFile(join(folder, SERVICE_KEY_CREDENTIAL), `zegel-service-key-1:${Buffer.alloc(32, 1).toString('base64url')}\n`)
    const credential = await openServiceKey({ file, credentialsDirectory: folder })
    assert.deepEqual(credential.derive('x'), temporaryServiceKey(new Uint8Array(32).fill(1)).derive('x'))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a sealing secret from another row does not open', () => {
  const service = temporaryServiceKey()
  const made = createAccountKeys(jan, service)
  const other = createAccountKeys(jan, service)
  const sealer = createSealer({ serviceKey: service, clock: { now: () => minute } })
  const head = sealer.seal({ ...jan, sealingPublic: other.sealingPublic }, 'a', text)
  assert.throws(() => made.open.unseal(head), refusal('wrong-key'))
  sealer.close()
})

function flipped(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1
  return changed
}

test('what was read before the end of a rotation is opened after it, for a while, and by so many keys at most', () => {
  const service = temporaryServiceKey()
  const { open } = createAccountKeys(jan, service)
  const place: Place = { ...jan, kind: 'record-page', id: '1' }
  const boxes: Uint8Array[] = []
  const ends: (() => void)[] = []
  for (let version = 2; version < RETIRED_KEYS_MAX + 3; version++) {
    boxes.push(open.encrypt(place, text))
    open.renew({ version, dataKey: randomBytes(32), sealingSecret: new Uint8Array(1) })
    ends.push(open.forgetFormer())
  }
  assert.equal(open.formerKeys, 0)
  assert.deepEqual(open.formerTokens('thread', 'x'), [])
  const opened = boxes.map((box) => {
    try {
      return open.decrypt(place, box).length === text.length
    } catch (error) {
      assert.ok(refusal('wrong-key')(error))
      return false
    }
  })
  assert.deepEqual(opened, [false, ...Array.from({ length: RETIRED_KEYS_MAX }, () => true)])
  ends[1]?.()
  assert.throws(() => open.decrypt(place, boxes[1] ?? text), refusal('wrong-key'))
  assert.deepEqual(open.decrypt(place, boxes[2] ?? text), text)
  open.close()
  assert.throws(() => open.decrypt(place, boxes[2] ?? text), refusal('closed'))
})
