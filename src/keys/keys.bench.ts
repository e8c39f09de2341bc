import { hour } from '../base/sizes.ts'
import { randomBytes } from '../crypto/hash.ts'
import { createPasswordHash } from '../crypto/password-hash.ts'
import { encapsulateXWing, readXWingPublic } from '../crypto/x-wing.ts'
import { createAccountKeys, unwrapDataKey, wrapDataKey, wrapPlace } from './account-keys.ts'
import { bodyCipher } from './body-cipher.ts'
import { createSealer } from './sealer.ts'
import { temporaryServiceKey } from './service-key.ts'

/** What the keys cost on the way of a message: sealing, opening, bodies, ways in. `ZEGEL_BENCH_MS` per figure. */

const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 1000)

function print(what: string, times: number, ms: number, bytes = 0): void {
  const perSecond = Math.round(times / ms * 1000)
  const speed = bytes === 0 ? {} : { mebibytesPerSecond: Math.round(perSecond * bytes / 2 ** 20) }
  process.stdout.write(`${JSON.stringify({ what, perSecond, us: Number((ms * 1000 / times).toFixed(2)), ...speed })}\n`)
}

function rate(what: string, work: (turn: number) => unknown, bytes = 0): void {
  for (let turn = 0; turn < 20; turn++) work(turn)
  const start = performance.now()
  let turns = 0
  while (performance.now() - start < eachMs) {
    for (let i = 0; i < 10; i++) work(turns++)
  }
  print(what, turns, performance.now() - start, bytes)
}

const service = temporaryServiceKey()
const clock = { at: hour, now: () => clock.at }
const accounts = Array.from({ length: 100 }, (_, index) => {
  const ref = { tenant: 1, account: index + 1 }
  return { ref, ...createAccountKeys(ref, service) }
})
const head = randomBytes(256)
const first = accounts[0] ?? assertNever()

rate('new account keys', () => createAccountKeys(first.ref, service).open.close())
rate('X-Wing encapsulation', () => encapsulateXWing(readXWingPublic(first.sealingPublic)))
const sealer = createSealer({ serviceKey: service, clock })
rate('seal a head, one account', (turn) => sealer.seal({ ...first.ref, sealingPublic: first.sealingPublic }, `${turn}`, head))
rate('seal a head, 100 accounts', (turn) => {
  const to = accounts[turn % 100] ?? first
  return sealer.seal({ ...to.ref, sealingPublic: to.sealingPublic }, `${turn}`, head)
})
const heads = Array.from({ length: 1000 }, (_, index) =>
  sealer.seal({ ...first.ref, sealingPublic: first.sealingPublic }, `head ${index}`, head))
rate('unseal a head', (turn) => first.open.unseal(heads[turn % heads.length] ?? assertNever()))
const apart = Array.from({ length: 100 }, (_, index) => {
  clock.at += hour
  return sealer.seal({ ...first.ref, sealingPublic: first.sealingPublic }, `apart ${index}`, head)
})
rate('unseal a head, each of another minute', (turn) => first.open.unseal(apart[turn % apart.length] ?? assertNever()))
sealer.close()

for (const [name, size] of [['256 B', 256], ['4 KiB', 4096], ['50 KiB', 51_200]] as const) {
  const plain = randomBytes(size)
  const place = { ...first.ref, kind: 'record-page', id: '1' }
  const box = first.open.encrypt(place, plain)
  rate(`encrypt ${name}`, () => first.open.encrypt(place, plain), size)
  rate(`decrypt ${name}`, () => first.open.decrypt(place, box), size)
}
for (const [name, size] of [['4 KiB', 4096], ['50 KiB', 51_200], ['1 MiB', 2 ** 20]] as const) {
  const plain = randomBytes(size)
  const key = randomBytes(32)
  const place = { ...first.ref, kind: 'body', id: '1' }
  const box = bodyCipher.encrypt(place, key, plain)
  rate(`encrypt a body of ${name}`, () => bodyCipher.encrypt(place, key, plain), size)
  rate(`decrypt a body of ${name}`, () => bodyCipher.decrypt(place, key, box), size)
}

const secret = randomBytes(32)
const place = wrapPlace(first.ref, 'session', '1')
const wrap = wrapDataKey({ open: first.open, secret, salt: secret, place })
rate('open by session or app password', () => unwrapDataKey({ box: wrap, secret, salt: secret, place }))

const hash = createPasswordHash({ pepper: secret })
const start = performance.now()
const runs = 12
await Promise.all(Array.from({ length: runs }, (_, index) =>
  hash.derive({ password: 'correct horse', salt: secret.subarray(16), context: secret, lane: `${index}` })))
print('Argon2id, two at a time', runs, performance.now() - start)

function assertNever(): never {
  throw new Error('missing')
}
