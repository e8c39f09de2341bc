import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyModel, learn, modelBytes, readModel, recipientScores, score, SUSPECT, type SentMail } from './recipients.ts'
import { RECENT_MAX, CONTACTS_MAX } from './recipients/model.ts'
import { SCORED_MAX } from './recipients/sent-mail.ts'

const sent = (to: readonly string[], text: string, subject = ''): SentMail => ({ from: 'me@work.example', recipients: to, subject, text })

const history = [
  ...Array.from({ length: 8 }, () => sent(['ann@bridge.example', 'bob@bridge.example'], 'planning of the bridge, steel and concrete deliveries')),
  ...Array.from({ length: 8 }, () => sent(['cora@choir.example'], 'rehearsal tonight, bring the scores of the cantata')),
]

test('who never belonged with the others is the strangest', () => {
  const scores = recipientScores(history, sent(['ann@bridge.example', 'bob@bridge.example', 'cora@choir.example'], 'steel deliveries for the bridge are late'))
  assert.equal(scores[0]?.address, 'cora@choir.example')
  assert.ok((scores[0]?.score ?? 0) > SUSPECT.likely && (scores[1]?.score ?? 1) < 0.5, JSON.stringify(scores))
})

test('every recipient gets a score, whatever the case of the letters and without history', () => {
  assert.deepEqual(recipientScores([], sent(['A@x.example', 'b@y.example', 'a@X.example'], 'hello')).map(({ address }) => address).toSorted(), ['a@x.example', 'b@y.example'])
})

test('a namesake in the place of the one who always gets these mails is found, and the other is named', () => {
  const model = emptyModel()
  for (let week = 0; week < 20; week += 1) {
    learn(model, sent(['peter.bakker@house.example', 'anna@house.example'], 'the roster of ward four for next week', `roster ${week}`))
    if (week % 7 === 0) learn(model, sent(['peter.blom@garage.example'], 'when is the car ready?', 'car'))
    learn(model, sent([`someone${week}@else.example`], 'thank you for your question'))
  }
  const [first, second] = score(model, sent(['peter.blom@garage.example', 'anna@house.example'], 'Hi Peter,\nthe roster of ward four for next week', 'roster 21'))
  assert.ok((first?.score ?? 0) > SUSPECT.likely, JSON.stringify([first, second]))
  assert.equal(first?.meant, 'peter.bakker@house.example')
  assert.ok((second?.score ?? 1) < 0.3)
  const right = score(model, sent(['peter.bakker@house.example', 'anna@house.example'], 'Hi Peter,\nthe roster of ward four for next week', 'roster 21'))
  assert.ok(right.every(({ score: strange }) => strange < 0.2), JSON.stringify(right))
})

test('who took part in the quoted mail belongs there', () => {
  const mail = (text: string): SentMail => sent(['ann@bridge.example', 'cora@choir.example'], text)
  const strange = (text: string): number => recipientScores(history, mail(text)).find(({ address }) => address === 'cora@choir.example')?.score ?? 1
  const bare = strange('The steel is late.')
  assert.ok(strange('The steel is late.\n\n-----Original Message-----\nFrom: Cora Vos <cora@choir.example>\nTo: me@work.example\nSubject: steel\n\nIs it late?') < bare)
  assert.ok(strange('Cora,\n\nThe steel is late.') < bare)
})

test('the sender and somebody new are not judged', () => {
  const scores = recipientScores(history, sent(['me@work.example', 'new@else.example', 'ann@bridge.example'], 'steel'))
  assert.deepEqual(scores.filter(({ address }) => !address.startsWith('ann')).map((one) => one.score), [0, 0])
})

test('the state is bounded at the maximum and one past it', () => {
  const model = emptyModel()
  const all = Array.from({ length: CONTACTS_MAX + 1 }, (_, index) => `p${index}@d.example`)
  for (let at = 0; at < all.length; at += SCORED_MAX) learn(model, sent(all.slice(at, at + SCORED_MAX), 'to all'))
  assert.equal(model.contacts.size, CONTACTS_MAX)
  assert.ok(!model.contacts.has('p0@d.example') && model.contacts.has(`p${CONTACTS_MAX}@d.example`))
  for (let index = 0; index <= RECENT_MAX; index += 1) learn(model, sent(['p9@d.example'], `word${index}`))
  assert.equal(model.recent.length, RECENT_MAX)
  assert.equal(score(model, sent(all, 'to all')).length, SCORED_MAX)
})

test('the model goes to bytes and back, and grows on as if it never had', () => {
  const [one, other] = [emptyModel(), emptyModel()]
  for (const mail of history) { learn(one, mail); learn(other, mail) }
  const back = readModel(modelBytes(one))
  assert.ok(back !== undefined)
  const next = { ...sent(['ann@bridge.example', 'cora@choir.example'], 'steel'), names: new Map([['cora@choir.example', 'Cora Vos']]) }
  for (const model of [back, other]) learn(model, next)
  const asked = sent(['bob@bridge.example', 'cora@choir.example'], 'steel and concrete')
  assert.deepEqual(score(back, asked), score(other, asked))
  assert.deepEqual(modelBytes(back), modelBytes(other))
})

test('other bytes are no model', () => {
  const model = emptyModel()
  for (const mail of history) learn(model, mail)
  const whole = modelBytes(model)
  for (let length = 0; length < whole.length; length += 97) {
    const cut = readModel(whole.subarray(0, length))
    assert.ok(cut === undefined || cut.mails === model.mails)
  }
  assert.equal(readModel(Uint8Array.of(2, ...whole.subarray(1))), undefined)
  assert.equal(readModel(new Uint8Array(64)), undefined)
  for (let at = 1; at < 400; at += 7) {
    const changed = whole.slice()
    changed[at] = (changed[at] ?? 0) ^ 0xff
    assert.doesNotThrow(() => readModel(changed))
  }
})

test('numbers that no count has are no model: found by fuzzing, a warmth of 1e999 was read and could not be written', () => {
  const head = new TextEncoder().encode('{"mails":1,"now":1,"recent":0,"contacts":[["a@b.example",null,1,1,1e999]]}')
  const written = new Uint8Array(9 + head.length)
  written[0] = 1
  new DataView(written.buffer).setUint32(1, head.length)
  written.set(head, 9)
  assert.equal(readModel(written), undefined)
})
