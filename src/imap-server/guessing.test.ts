/** Over the wire: who tries names hears the same of those that are somebody's and of those that are nobody's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '../base/sizes.ts'
import { TestClient } from './client.testing.ts'
import { openImapHouse, type ImapHouse } from './server.testing.ts'

/** What PLAIN (RFC 4616) with a wrong password is answered; each try through a connection of its own. */
async function plain(house: ImapHouse, name: string): Promise<string> {
  const client = await TestClient.open(house.tls, { tls: true })
  const { tagged } = await client.command(`AUTHENTICATE PLAIN ${Buffer.from(`\0${name}\0wrong`).toString('base64')}`)
  client.close()
  return tagged
}

test('PLAIN with spellings, bare names and aliases: known and unknown names get the same sequence of answers', async (t) => {
  const house = await openImapHouse({})
  t.after(() => house.close())
  const { account } = await house.house.person('alice')
  assert.equal(await house.house.accounts.addAlias({ ...account, address: 'balie@zonnehof.test' }), 'added')
  const soft = (name: string, times: number): string => `${name.slice(0, 1)}${'\u00ad'.repeat(times)}${name.slice(1)}@zonnehof.test`
  const ways: readonly ((name: string, other: string) => readonly string[])[] = [
    (name) => Array.from({ length: 8 }, (_, at) => soft(name, at)),
    (name) => [...Array.from({ length: 5 }, () => name), `${name}@zonnehof.test`, `${name}@zonnehof.test.`, `${name}@zonnehof\u3002test`],
    (name, other) => [...Array.from({ length: 6 }, () => `${name}@zonnehof.test`), `${other}@zonnehof.test`, other],
  ]
  for (const way of ways) {
    const answers: string[][] = []
    for (const [name, other] of [['alice', 'balie'], ['zilch', 'nobody']] as const) {
      const said: string[] = []
      for (const one of way(name, other)) said.push(await plain(house, one))
      answers.push(said)
      house.house.clock.at += 60 * minute
    }
    assert.deepEqual(answers[0], answers[1])
    assert.equal(new Set(answers[0]).size, 2, 'wrong at first, too many tries in the end')
  }
  assert.deepEqual(house.errors, [])
})
