/** An account gets a new key and closes by commands, while the service runs; strangers check the receipt. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runZegel, startService, type Service } from './service.ts'
import { openImap, SmtpConversation } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-commands-'))
let service: Service
before(async () => {
  service = await startService({ domain: 'delinde.example', sets: ['account.closingDays=0'] })
})
after(async () => {
  await service?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const json = (words: readonly string[]): Record<string, unknown> => {
  const run = service.command([...words, '--json'])
  assert.equal(run.status, 0, run.stdout + run.stderr)
  return JSON.parse(run.stdout) as Record<string, unknown>
}

async function taken(address: string): Promise<{ readonly code: number, readonly text: string }> {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  const answer = await conversation.send('tom@fysio.example', [address], 'From: <tom@fysio.example>\r\nSubject: Dag\r\n\r\nTekst\r\n')
  conversation.close()
  return answer
}

test('a new key by command: at once for an open account, at the next sign-in for a closed one', { timeout: 180_000 }, async () => {
  const anna = service.addAccount('anna@delinde.example')
  assert.deepEqual(json(['account', 'key', anna.address]), { address: anna.address, keyVersion: 1, rotation: null })
  json(['account', 'rotate', anna.address])
  const client = await openImap(service, anna)
  await client.mailboxOpen('INBOX')
  const until = performance.now() + 60_000
  let key = json(['account', 'key', anna.address]) as { keyVersion: number, rotation: { state: string } }
  while (key.rotation.state !== 'done' && performance.now() < until) key = json(['account', 'key', anna.address]) as typeof key
  assert.deepEqual([key.keyVersion, key.rotation.state], [2, 'done'])
  await client.logout()
  // What is taken as compromised ends at once, also while nobody is there.
  json(['account', 'rotate', anna.address, '--app-password', 'command line'])
  await assert.rejects(openImap(service, anna))
})

test('a closed account: mail to it is refused, its address rests, and its receipt checks', { timeout: 180_000 }, async () => {
  const bert = service.addAccount('bert@delinde.example')
  assert.equal((await taken(bert.address)).code, 250)
  assert.equal(json(['account', 'close', bert.address])['state'], 'closed')
  const refused = await taken(bert.address)
  assert.equal(refused.code, 550)
  assert.match(refused.text, /5\.1\.1/)
  const again = service.command(['account', 'add', bert.address, '--password-stdin'], 'twaalf-stille-kastanjes\n')
  assert.notEqual(again.status, 0)
  const receipt = service.command(['account', 'receipt', bert.address]).stdout
  const file = join(folder, 'receipt.json')
  writeFileSync(file, receipt)
  const checked = runZegel(['ledger', 'receipt', file, '--json'])
  assert.equal(checked.status, 0, checked.stdout)
  const said = JSON.parse(checked.stdout) as { kind: string, facts: Record<string, unknown>, personal: Record<string,
    string> }
  assert.deepEqual([said.kind, said.facts['messages'], said.personal['address']], ['account.closed', 1, bert.address])
  assert.doesNotMatch(receipt, /Dag|Tekst|fysio/)
  for (const [from, to] of [['"messages":1', '"messages":0'], ['messages\\":1', 'messages\\":0'], [bert.address, 'anna@delinde.example']] as const) {
    const changed = receipt.replace(from, to)
    if (changed === receipt) continue
    writeFileSync(file, changed)
    assert.equal(runZegel(['ledger', 'receipt', file]).status, 1, to)
  }
  assert.equal(service.command(['ledger', 'verify']).status, 0)
})
