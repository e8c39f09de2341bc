/**
 * Clients of every kind act on a real service, all at once, while everything is traced: mail comes in for an open
 * account, for a closed one and for one that opens meanwhile, with files that are held back; mail is appended, flagged,
 * moved, expunged, drafted, imported, handed in for a colleague, for a guest and for outside; folders come, change their
 * name and go; keys and passwords change and an account closes. The service is stopped and started, killed and started;
 * the search index and the ledger are written in the background. Every question and every answer is marked (`marks.ts`).
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { askService } from '../../src/command-line/control.ts'
import { openHome } from '../../src/command-line/home.ts'
import { NextHop } from '../../test/next-hop.ts'
import { startService } from '../../test/service.ts'
import { openImap } from '../../test/wire.ts'
import { append, foundBy, sort, visit } from './imap-acts.ts'
import { draft, Follower, importMail, newPassword, secure } from './jmap-acts.ts'
import type { Mark } from './marks.ts'
import { numbersFrom } from './random.ts'
import { handIn, holdBack, submit } from './smtp-acts.ts'
import { Killed, Stage } from './stage.ts'

/** Of the log, when the workload itself fails. */
const LOG_CHARACTERS_SHOWN = 4000

export interface WorkloadArgs {
  readonly folder: string
  readonly marksFile: string
  /** Where the home is copied to right after the kill: what was under way then is told from it. */
  readonly killedFolder: string
  readonly seed: number
  /** Messages of each client. */
  readonly messages: number
}

/** Runs it all; the home stays in `folder`. */
export async function runWorkload({ folder, marksFile, killedFolder, seed, messages }: WorkloadArgs): Promise<void> {
  const file = openSync(marksFile, 'a')
  const mark = (one: Mark): void => { writeSync(file, `${JSON.stringify(one)}\n`) }
  const outside = await new NextHop(null).listen()
  const routes = `delivery.routes={"home.example":"127.0.0.1:${outside.port}","uit.example":"127.0.0.1:${outside.port}"}`
  const service = await startService({
    domain: 'delinde.example', folder,
    sets: [routes, 'delivery.unverifiedRoutes=["uit.example"]', 'hold.webSeconds=0', 'hold.submissionSeconds=0', 'account.closingDays=0'],
  })
  try {
    const people = { marieke: service.addAccount('marieke@delinde.example'), sanne: service.addAccount('sanne@delinde.example'),
      joost: service.addAccount('joost@delinde.example') }
    mark({ say: 'people', people })
    await service.stop()
    mark({ say: 'baseline' })
    await service.start()
    const stage = new Stage({ service, people, mark, below: numbersFrom(seed) })
    const follower = new Follower()
    await follower.begin(stage)
    await act(stage, follower, 'a', messages)
    await service.stop()
    await service.start()
    stage.killAfter(messages * 2, async () => {
      await service.kill()
      copyFiles(service.home, killedFolder)
    })
    await act(stage, follower, 'b', messages)
    mark({ say: 'killed' })
    stage.revive()
    await service.start()
    mark({ say: 'found', places: await foundBy(stage, ['marieke', 'sanne']) })
    await act(stage, follower, 'c', Math.ceil(messages / 3))
    await service.stop()
  } catch (error) {
    throw new Error(`the log of the service ends with\n${service.log().slice(-LOG_CHARACTERS_SHOWN)}`, { cause: error })
  } finally {
    await service.kill()
    await outside.close()
    closeSync(file)
  }
}

/** By reading and writing, so that the trace shows nothing that came out of the home. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [path, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyFiles(path, target)
    else if (entry.isFile()) writeFileSync(target, readFileSync(path))
  }
}

/** All at once; a kill in the middle is no failure. */
async function act(stage: Stage, follower: Follower, turn: 'a' | 'b' | 'c', messages: number): Promise<void> {
  const some = (part: number): number => Math.ceil(messages / part)
  const all = [
    handIn(stage, 'marieke', `smtp-${turn}1`, messages),
    handIn(stage, 'marieke', `smtp-${turn}2`, messages),
    // Closed, but for a visit.
    handIn(stage, 'sanne', `smtp-${turn}3`, some(2)),
    visit(stage, 'sanne', some(3)),
    holdBack(stage, `held-${turn}`, some(10)),
    append(stage, `imap-${turn}1`, messages),
    append(stage, `imap-${turn}2`, messages),
    sort(stage, `sort-${turn}`, some(8)),
    draft(stage, `draft-${turn}`, some(10)),
    importMail(stage, `import-${turn}`, some(8)),
    submit(stage, 'sanne', `sent-${turn}`, some(3)),
    submit(stage, 'outside', `sent-${turn}o`, some(8)),
    secure(stage, `safe-${turn}`, some(10)),
    ...turn === 'a' ? [newKey(stage, messages), leaving(stage, messages)] : [],
    ...turn === 'c' ? [newPassword(stage)] : [],
  ]
  const done = Promise.allSettled(all)
  for (const outcome of await Promise.allSettled([...all, follower.follow(stage, done)])) {
    if (outcome.status === 'rejected' && !(outcome.reason instanceof Killed)) throw outcome.reason
  }
}

/** In the middle of everything the key of the busiest account changes. */
async function newKey(stage: Stage, messages: number): Promise<void> {
  const client = await openImap(stage.service, stage.people.marieke)
  await client.mailboxOpen('INBOX')
  await handIn(stage, 'marieke', 'smtp-k', Math.ceil(messages / 3))
  await stage.ask('rotate', { do: 'rotate', who: 'marieke' }, () => asked(stage, 'account.rotate', {
    address: stage.people.marieke.address, compromised: false, appPasswords: [],
  }))
  await handIn(stage, 'marieke', 'smtp-l', Math.ceil(messages / 3))
  await client.logout()
}

/** An account gets mail, is looked at, and then closes. */
async function leaving(stage: Stage, messages: number): Promise<void> {
  const some = Math.ceil(messages / 6)
  await handIn(stage, 'joost', 'smtp-j', some)
  await visit(stage, 'joost', 3)
  await handIn(stage, 'joost', 'smtp-i', some)
  await stage.ask('close', { do: 'close', who: 'joost' }, () => asked(stage, 'account.close', { address: stage.people.joost.address }))
}

/** Over the control socket, as the command line does. */
async function asked({ service }: Stage, operation: string, args: unknown): Promise<void> {
  const answer = await askService(openHome({ folder: service.home, sets: [] }).controlSocket, operation, args)
  if (answer === undefined) throw new Error(`${operation} found no service`)
}
