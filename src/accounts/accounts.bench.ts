import { openAccountsHouse, password } from './accounts.testing.ts'

/** What sign-in and the look-up of recipients cost, without Argon2 (see keys.bench.ts for that). `ZEGEL_BENCH_MS` per figure. */

const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 1000)
const house = await openAccountsHouse()

async function rate(what: string, work: () => Promise<unknown>): Promise<void> {
  await work()
  const start = performance.now()
  let turns = 0
  for (; performance.now() - start < eachMs; turns++) await work()
  const ms = performance.now() - start
  const figures = { what, perSecond: Math.round(turns / ms * 1000), us: Number((ms * 1000 / turns).toFixed(1)) }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

const { account } = await house.person('anna', { roles: ['owner'] })
const ip = '192.0.2.1'
const answer = await house.accounts.signIn({ address: account.address, password, door: 'web', ip })
if (answer.outcome !== 'open') throw new Error(answer.outcome)
const { password: app } = await house.accounts.addAppPassword({ open: answer.open, label: 'bench' })
const { cookie } = await house.accounts.startSession({ open: answer.open, userAgent: '' })

await rate('sign in over IMAP, password checked lately', () =>
  house.accounts.signIn({ address: account.address, password, door: 'imap', ip }))
await rate('sign in over IMAP, app password checked lately', () =>
  house.accounts.signIn({ address: account.address, password: app, door: 'imap', ip }))
await rate('sign in over IMAP, app password for the first time', () => {
  // A change of anything forgets what was checked.
  return house.again().accounts.signIn({ address: account.address, password: app, door: 'imap', ip })
})
await rate('resume a session', () => house.accounts.resumeSession(cookie))
await rate('find a recipient', () => house.accounts.findRecipient('anna+nieuws@zonnehof.test'))
await rate('refuse an unknown recipient', () => house.accounts.findRecipient('nobody@zonnehof.test'))
await rate('refuse a new unknown recipient each time', () =>
  house.accounts.findRecipient(`${crypto.randomUUID()}@zonnehof.test`))
await rate('write a session', () => house.accounts.startSession({ open: answer.open, userAgent: '' }))
await house.close()
