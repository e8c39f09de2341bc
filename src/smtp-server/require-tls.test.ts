/** REQUIRETLS (RFC 8689): offered under TLS only, and what asks for it is handed on with that wish. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startLab } from './lab.testing.ts'

test('it is offered under TLS only, and refused without', async (t) => {
  const lab = await startLab(t, { kind: 'smtp' })
  const client = await lab.client()
  assert.doesNotMatch(await client.hello(), /REQUIRETLS/)
  assert.match(await client.say('MAIL FROM:<far@z.test> REQUIRETLS'), /^555 5\.5\.4/)
  assert.match(await client.startTls(), /REQUIRETLS/)
  assert.match(await client.say('MAIL FROM:<far@z.test> REQUIRETLS=1'), /^501 5\.5\.4/)
  assert.match(await client.say('MAIL FROM:<far@z.test> REQUIRETLS'), /^250/)
})

test('a submission carries the wish on', async (t) => {
  const lab = await startLab(t, { kind: 'submission' })
  const client = await lab.client()
  await client.hello()
  await client.startTls()
  await client.say(`AUTH PLAIN ${Buffer.from('\0ann@a.test\0secret').toString('base64')}`)
  for (const wish of [' REQUIRETLS', '']) {
    assert.match(await client.say(`MAIL FROM:<ann@a.test>${wish}`), /^250/)
    assert.match(await client.say('RCPT TO:<far@z.test>'), /^250/)
    assert.match(await client.say('DATA'), /^354/)
    assert.match(await client.say('x\r\n.'), /^250/)
  }
  assert.deepEqual(lab.submitted.map(({ requireTls }) => requireTls), [true, undefined])
})
