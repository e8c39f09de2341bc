/**
 * Programs that speak SCRAM-SHA-256 and that we did not write: gsasl (bound to the TLS channel and not, IMAP and
 * submission) and mutt, sign in with an app password.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { password } from '../src/accounts/accounts.testing.ts'
import { systemClock } from '../src/base/clock.ts'
import { MiB } from '../src/base/sizes.ts'
import { hostAndPort } from '../src/imap-server/client.testing.ts'
import { openImapHouse, type ImapHouse } from '../src/imap-server/server.testing.ts'
import { silentLog } from '../src/log/log.ts'
import { createSmtpShared } from '../src/smtp-server/shared.ts'
import { createSmtpServer, type SmtpServer } from '../src/smtp-server/server.ts'
import type { Submission } from '../src/submission/types.ts'
import { selfSigned } from '../src/tls/certificates.ts'
import { fixedTls } from '../src/tls/server-tls.ts'

const gsaslMissing = spawnSync('gsasl', ['--version']).status === 0 ? false : 'gsasl is not installed'
const hasMutt = spawnSync('mutt', ['-v'], { encoding: 'utf8' })
const muttMissing = hasMutt.status === 0 && /\+USE_GSASL/.test(hasMutt.stdout) ? false : 'mutt with gsasl is not installed'

/** Longest time for one sign-in. */
const VISIT_MS = 60_000

let folder: string
let house: ImapHouse
let smtp: SmtpServer
let submission: string
let app: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zegel-scram-'))
  house = await openImapHouse()
  const { accounts, throttle, tenant } = house.house
  const made = await accounts.create({
    tenant, address: 'anna@zonnehof.test', name: 'Anna', password, roles: ['user'], appPasswordLabel: 'a program',
  })
  assert.ok(typeof made !== 'string' && made.appPassword !== undefined)
  app = made.appPassword
  // Afterwards: the keys were made before anybody knew of this address.
  assert.equal(await accounts.addAlias({ ...made.account, address: 'a.bakker@zonnehof.test' }), 'added')
  smtp = createSmtpServer({
    kind: 'submission', hostname: 'mail.zonnehof.test', postmasterDomain: 'zonnehof.test', submission: {} as Submission,
    accounts, throttle, tls: fixedTls(await selfSigned({ names: ['mail.zonnehof.test'], clock: systemClock })),
    shared: createSmtpShared(
      { connections: 10, bufferedBytes: MiB, throttle, clock: systemClock },
    ), clock: systemClock, log: silentLog,
  })
  submission = await smtp.listen('127.0.0.1:0')
})
after(async () => {
  assert.deepEqual(house.errors, [])
  await smtp.close()
  await house.close()
  rmSync(folder, { recursive: true })
})

/** Runs a program to its end; gives its exit code and what it said. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env })
  let said = ''
  let accepted = false
  const hear = (octets: Buffer): void => {
    said += octets.toString('latin1')
    // mutt asks a person about our certificate, for it was signed by nobody.
    if (accepted || !said.includes('accept (o)nce')) return
    accepted = true
    child.stdin.write('o')
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  if (program === 'gsasl') child.stdin.end()
  const limit = setTimeout(() => child.kill('SIGKILL'), VISIT_MS)
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(limit)
  return { status, said }
}

for (const protocol of ['imap', 'smtp'] as const) {
  for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'] as const) {
    for (const [what, right, name] of [
      ['its app password', true, 'anna'], ['a wrong one', false, 'anna'], ['another address', true, 'A.Bakker'],
    ] as const) {
      test(`gsasl, ${protocol}, ${mechanism}, with ${what}`, { skip: gsaslMissing }, async () => {
        const { status, said } = await run('gsasl', [
          `--${protocol}`, `--connect=${protocol === 'imap' ? house.plain : submission}`, '--starttls', '--x509-ca-file=',
          '--mechanism', mechanism, '-a', `${name}@zonnehof.test`, '-z', '', '-p', right ? app : 'pencil',
          ...mechanism === 'SCRAM-SHA-256' ? ['--no-cb'] : [],
        ])
        assert.equal(status === 0, right, said)
        assert.equal(/server trusted/.test(said), right, said)
        assert.match(said, new RegExp(`AUTH(ENTICATE)? ${mechanism}\\b`))
      })
    }
  }
}

test('mutt signs in by SCRAM-SHA-256, under another address of the account', { skip: muttMissing }, async () => {
  writeFileSync(join(folder, 'rc'), [
    'imap_user="a.bakker@zonnehof.test"', `imap_pass="${app}"`, `folder="imaps://127.0.0.1:${hostAndPort(house.tls).port}/"`,
    'spoolfile="=INBOX"', 'imap_authenticators="scram-sha-256"', 'ssl_verify_host=no', 'move=no', 'quit=yes', 'wait_key=no',
  ].map((line) => `set ${line}\n`).join(''))
  const mutt = `mutt -d 4 -F ${join(folder, 'rc')} -e 'push "<quit>"'`
  const { status, said } = await run('script', ['-qec', mutt, '/dev/null'],
    { ...process.env, TERM: 'xterm', HOME: folder, LC_ALL: 'C.UTF-8' })
  assert.equal(status, 0, said.slice(-500))
  const log = readFileSync(join(folder, '.muttdebug0'), 'latin1')
  assert.match(log, /AUTHENTICATE SCRAM-SHA-256 /)
  assert.match(log, /SELECT "INBOX"/)
})
