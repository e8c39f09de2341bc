/**
 * mutt, as Debian ships it, in a terminal: opens a mailbox of ten thousand messages over TLS and COMPRESS, finds one by
 * its text (SEARCH on the server), moves it, deletes another, and leaves. What it asked the server stands in its debug log.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { password } from '../src/accounts/accounts.testing.ts'
import { hostAndPort, type TestClient } from '../src/imap-server/client.testing.ts'
import type { ImapHouse } from '../src/imap-server/server.testing.ts'
import { LARGE_INBOX_MESSAGES, openLargeInbox } from './large-inbox.ts'

const hasMutt = spawnSync('mutt', ['-v'], { encoding: 'utf8' })
const skip = hasMutt.status === 0 && /\+USE_IMAP/.test(hasMutt.stdout) ? false : 'mutt with IMAP is not installed'

/** Longest time for one visit of mutt. */
const VISIT_MS = 60_000

let folder: string
let house: ImapHouse
let client: TestClient
before(async () => {
  if (skip) return
  folder = mkdtempSync(join(tmpdir(), 'zegel-mutt-'))
  const inbox = await openLargeInbox()
  house = inbox.house
  client = inbox.client
  writeFileSync(join(folder, 'rc'), [
    'imap_user="anna@zonnehof.test"', `imap_pass="${password}"`, `folder="imaps://127.0.0.1:${hostAndPort(house.tls).port}/"`,
    'spoolfile="=INBOX"', 'imap_deflate=yes', 'imap_idle=yes', 'ssl_verify_host=no', 'move=no', 'delete=yes', 'confirmappend=no',
    'quit=yes', 'wait_key=no', 'sort=threads',
  ].map((line) => `set ${line}\n`).join(''))
})
after(async () => {
  if (skip) return
  client.close()
  assert.deepEqual(house.errors, [])
  await house.close()
  rmSync(folder, { recursive: true })
})

/** Starts mutt in a terminal of its own, with these keys waiting; gives what it said to the server and heard. */
async function visit(keys: string): Promise<string> {
  const mutt = `mutt -d 4 -F ${join(folder, 'rc')} -e 'push "${keys}"'`
  const child = spawn('script', ['-qec', mutt, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', HOME: folder, LC_ALL: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'ignore'],
  })
  let screen = ''
  let accepted = false
  child.stdout.on('data', (octets: Buffer) => {
    screen += octets.toString('latin1')
    // It asks a person about our certificate, for it was signed by nobody.
    if (!accepted && screen.includes('accept (o)nce')) {
      accepted = true
      child.stdin.write('o')
    }
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), VISIT_MS)
  const status = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  clearTimeout(limit)
  assert.equal(status, 0, screen.slice(-500))
  return readFileSync(join(folder, '.muttdebug0'), 'latin1')
}

test('mutt opens ten thousand messages, searches, moves and deletes', { skip }, async () => {
  const log = await visit('<search>=b speldenknop<enter><save-message>=Archive<enter><tag-pattern>~s hiermee<enter><tag-prefix><delete-message><quit>')
  assert.match(log, /COMPRESS DEFLATE/)
  assert.match(log, /SEARCH .*BODY "speldenknop"/)
  assert.deepEqual((await client.command('STATUS Archive (MESSAGES)')).untagged, ['* STATUS "Archive" (MESSAGES 1)'])
  await client.command('SELECT Archive')
  assert.match((await client.command('FETCH 1 (ENVELOPE)')).untagged.join(), /"de naald"/)
  const { untagged } = await client.command('SELECT INBOX')
  assert.ok(untagged.includes(`* ${LARGE_INBOX_MESSAGES} EXISTS`), untagged.join())
  assert.deepEqual((await client.command('SEARCH OR SUBJECT naald SUBJECT hiermee')).untagged, ['* SEARCH'])
  assert.doesNotMatch(log, /< a\d+ (?:BAD|NO)/)
})
