/**
 * Opens one state with the real program (`openHouse`: storage, keys, mailstore, ledger, queue, portal) and looks
 * whether every promise holds. Gives what is wrong, in words; nothing when all is well.
 */
import { openHouse, type House } from '../../src/app.ts'
import { day } from '../../src/base/sizes.ts'
import { openHome } from '../../src/command-line/home.ts'
import { silentLog } from '../../src/log/log.ts'
import type { AccountMail } from '../../src/mailstore/types.ts'
import type { Person } from '../../test/service.ts'
import { checkClosing, checkFiles, checkLedger, checkNewKey, checkPassword, checkQueue } from './house-checks.ts'
import { checkHeld, checkMessages, checkSearch, checkTold } from './mail-checks.ts'
import type { CheckArgs, Opened } from './opened.ts'

/** Problems told of one state. */
const PROBLEMS_MAX = 20
/** Later than every age that a sweep waits for. */
const LATER_MS = 2 * day
/** Nobody outside takes mail while a state is looked at. */
const SETS = [
  'dns.servers=[]', 'account.closingDays=0', 'hold.submissionSeconds=0',
  'delivery.routes={"home.example":"127.0.0.1:9","uit.example":"127.0.0.1:9"}', 'delivery.unverifiedRoutes=["uit.example"]',
]

export async function checkState(args: CheckArgs): Promise<readonly string[]> {
  const problems: string[] = []
  const say = (problem: string): void => { if (problems.length < PROBLEMS_MAX) problems.push(problem) }
  const log = { ...silentLog, with: () => log,
    // A try that outlasts the stop on a busy machine comes back at the next start: that is no loss.
    error: (event: string, error: unknown) => isOver ? undefined : say(`log: ${event}: ${String(error)}`) }
  let isOver = false
  let shift = 0
  let house: House | undefined
  try {
    house = await openHouse({ home: openHome({ folder: args.home, sets: SETS }), log, clock: { now: () => Date.now()
      + shift } })
    const mails = { marieke: await signIn(house, args.people.marieke), sanne: await signIn(house, args.people.sanne) }
    const opened: Opened = { house, mails, args, say }
    await checkTold(opened)
    await checkMessages(opened)
    await checkNewKey(opened)
    await checkPassword(opened)
    await checkClosing(opened)
    await checkSearch(opened)
    await checkQueue(opened)
    await checkLedger(opened)
    await checkHeld(opened)
    shift = LATER_MS
    await checkFiles(opened)
  } catch (error) {
    say(`thrown: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
  } finally {
    isOver = true
    await house?.queue.stop()
    await house?.close()
  }
  return problems
}

async function signIn(house: House, person: Person): Promise<AccountMail> {
  const signedIn = await house.accounts.signIn({ address: person.address, password: person.appPassword, door: 'imap', ip: '127.0.0.1' })
  if (signedIn.outcome !== 'open') throw new Error(`${person.address} cannot sign in: ${signedIn.outcome}`)
  house.keyring.hold(signedIn.open)
  const mail = await house.mailstore.open(signedIn.open)
  await mail.absorbed()
  return mail
}
