/**
 * Clients of every kind act on a real service, all at once, while everything is traced: mail comes in for an open
 * and for a closed account, is appended, flagged, moved and expunged, handed in for a colleague and for a guest;
 * the service is stopped and started in the middle; the search index and the ledger are written in the background.
 * Every question and every answer is marked (`marks.ts`).
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { ImapFlow } from 'imapflow'
import { askService } from '../../src/command-line/control.ts'
import { openHome } from '../../src/command-line/home.ts'
import { NextHop } from '../../test/next-hop.ts'
import { startService, type Person, type Service } from '../../test/service.ts'
import { Visitor } from '../../test/web.ts'
import { openImap, SmtpConversation } from '../../test/wire.ts'
import { message, type Mark, type Step, type Who } from './marks.ts'
import { numbersFrom, type Below } from './random.ts'

/** Sizes on both sides of what stands in the row itself. */
const BODY_BYTES_MAX = 60_000
const LARGE_BYTES = 300_000
/** Where messages are moved to. */
const FOLDER = 'Dossier'
/** Of every client the first is large, and then one in so many. */
const LARGE_ONE_IN = 25
/** Of the log, when the workload itself fails. */
const LOG_CHARACTERS_SHOWN = 4000

export interface WorkloadArgs {
  readonly folder: string
  readonly marksFile: string
  readonly seed: number
  /** Messages of each client. */
  readonly messages: number
}

interface Stage {
  readonly service: Service
  readonly people: Readonly<Record<Who, Person>>
  readonly below: Below
  mark(mark: Mark): void
  /** Marks a question, awaits it, marks the answer. */
  ask<T>(id: string, step: Step, work: () => Promise<T>): Promise<T>
}

/** Runs it all; the home stays in `folder`. */
export async function runWorkload({ folder, marksFile, seed, messages }: WorkloadArgs): Promise<void> {
  const file = openSync(marksFile, 'a')
  const mark = (one: Mark): void => { writeSync(file, `${JSON.stringify(one)}\n`) }
  const outside = await new NextHop(null).listen()
  const routes = `delivery.routes={"home.example":"127.0.0.1:${outside.port}"}`
  const service = await startService({
    domain: 'delinde.example', folder,
    sets: [routes, 'hold.webSeconds=0', 'hold.submissionSeconds=0', 'account.closingDays=0'],
  })
  try {
    const people = { marieke: service.addAccount('marieke@delinde.example'), sanne: service.addAccount('sanne@delinde.example'),
      joost: service.addAccount('joost@delinde.example') }
    mark({ say: 'people', people })
    await service.stop()
    mark({ say: 'baseline' })
    await service.start()
    const stage: Stage = {
      service, people, mark, below: numbersFrom(seed),
      async ask(id, step, work) {
        mark({ say: 'begin', id, step })
        const answer = await work()
        mark({ say: 'done', id })
        return answer
      },
    }
    await act(stage, 'a', messages)
    await service.stop()
    await service.start()
    await act(stage, 'b', Math.ceil(messages / 2))
    await service.stop()
  } catch (error) {
    throw new Error(`the log of the service ends with\n${service.log().slice(-LOG_CHARACTERS_SHOWN)}`, { cause: error })
  } finally {
    await service.kill()
    await outside.close()
    closeSync(file)
  }
}

async function act(stage: Stage, turn: string, messages: number): Promise<void> {
  await Promise.all([
    handIn(stage, 'marieke', `smtp-${turn}1`, messages),
    handIn(stage, 'marieke', `smtp-${turn}2`, messages),
    // Closed: nobody signs in.
    handIn(stage, 'sanne', `smtp-${turn}3`, Math.ceil(messages / 3)),
    append(stage, `imap-${turn}1`, messages),
    append(stage, `imap-${turn}2`, messages),
    submit(stage, `sent-${turn}`, Math.ceil(messages / 3)),
    secure(stage, `safe-${turn}`, Math.ceil(messages / 10)),
    turn === 'a' ? newKey(stage, messages) : Promise.resolve(),
    turn === 'a' ? leaving(stage, messages) : Promise.resolve(),
  ])
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

/** An account gets mail, and then closes. */
async function leaving(stage: Stage, messages: number): Promise<void> {
  await handIn(stage, 'joost', 'smtp-j', Math.ceil(messages / 3))
  await stage.ask('close', { do: 'close', who: 'joost' }, () => asked(stage, 'account.close', { address: stage.people.joost.address }))
}

/** Over the control socket, as the command line does. */
async function asked({ service }: Stage, operation: string, args: unknown): Promise<void> {
  const answer = await askService(openHome({ folder: service.home, sets: [] }).controlSocket, operation, args)
  if (answer === undefined) throw new Error(`${operation} found no service`)
}

function made({ below }: Stage, id: string, from: string, to: string): string {
  const isLarge = id.endsWith('-0') || below(LARGE_ONE_IN) === 0
  return message({ id, from, to, sizeBytes: isLarge ? LARGE_BYTES : 200 + below(BODY_BYTES_MAX) })
}

async function handIn(stage: Stage, who: Who, prefix: string, messages: number): Promise<void> {
  const conversation = await SmtpConversation.open(stage.service.ports['smtp'] ?? 0)
  const { address } = stage.people[who]
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    await stage.ask(id, { do: 'put', who, box: 'INBOX', flags: [] }, async () => {
      const { code, text } = await conversation.send('tom@fysio.example', [address], made(stage, id, 'tom@fysio.example', address))
      if (code !== 250) throw new Error(`${id} was not taken: ${text}`)
    })
  }
  conversation.close()
}

/** Appends, and then something else with what is there: flags, a move, a removal. */
async function append(stage: Stage, prefix: string, messages: number): Promise<void> {
  const client = await openImap(stage.service, stage.people.marieke)
  // It is there already for the second client.
  await client.mailboxCreate(FOLDER)
  await client.mailboxOpen('INBOX')
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const raw = made(stage, id, 'tom@fysio.example', 'marieke@delinde.example')
    const flags = stage.below(2) === 0 ? [] : ['\\Seen']
    const uid = await stage.ask(id, { do: 'put', who: 'marieke', box: 'INBOX', flags }, async () => {
      const appended = await client.append('INBOX', raw, flags)
      if (appended === false || appended.uid === undefined) throw new Error(`${id} was not appended`)
      return appended.uid
    })
    await goOn(stage, client, id, uid)
  }
  await client.logout()
}

async function goOn(stage: Stage, client: ImapFlow, id: string, uid: number): Promise<void> {
  const [range, options] = [String(uid), { uid: true }] as const
  const what = stage.below(4)
  if (what === 0) return
  await stage.ask(id, { do: 'flags', flags: ['\\Flagged'] }, () => client.messageFlagsSet(range, ['\\Flagged'], options))
  if (what === 2) {
    await stage.ask(id, { do: 'move', box: FOLDER }, () => client.messageMove(range, FOLDER, options))
  } else if (what === 3) {
    await stage.ask(id, { do: 'flags', flags: ['\\Deleted'] }, () => client.messageFlagsSet(range, ['\\Deleted'], options))
    // Its \Deleted is set and answered by now, so this is EXPUNGE of this one.
    await stage.ask(id, { do: 'remove' }, () => client.messageDelete(range, options))
  }
}

async function submit(stage: Stage, prefix: string, messages: number): Promise<void> {
  const { marieke, sanne } = stage.people
  const conversation = await SmtpConversation.open(stage.service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    await stage.ask(id, { do: 'submit', to: 'sanne' }, async () => {
      const { code, text } = await conversation.send(marieke.address, [sanne.address], made(
        stage, id, marieke.address, sanne.address,
      ))
      if (code !== 250) throw new Error(`${id} was not taken: ${text}`)
    })
  }
  conversation.close()
}

/** Mail that must be secured, for somebody without a server that can: it waits in the portal. */
async function secure(stage: Stage, prefix: string, messages: number): Promise<void> {
  const visitor = new Visitor(stage.service)
  await visitor.useAppPassword(stage.people.marieke)
  const [boxes, identities] = await visitor.jmap(['Mailbox/get', {}], ['Identity/get', {}])
  const listed = boxes?.[1]['list'] as { id: string, role: string }[] | undefined
  const drafts = listed?.find(({ role }) => role === 'drafts')?.id ?? ''
  const identityId = (identities?.[1]['list'] as { id: string }[] | undefined)?.[0]?.id
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const to = `guest${number}@home.example`
    await stage.ask(id, { do: 'submit', to: 'guest' }, async () => {
      const [, sent] = await visitor.jmap(['Email/set', { create: { m: {
        mailboxIds: { [drafts]: true }, from: [{ email: stage.people.marieke.address }], to: [{ email: to }],
          subject: id,
        messageId: [`${id}@client.example`], textBody: [{ partId: 't', type: 'text/plain' }],
        bodyValues: { t: { value: 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961 te Utrecht.' } },
      } } }], ['EmailSubmission/set', { create: { s: {
        emailId: '#m', identityId, guestFactors: { [to]: { kind: 'agreed-code', code: 'APPELTAART2026' } },
      } } }])
      if (sent?.[1]['created'] === null || sent?.[1]['created'] === undefined) throw new Error(`${id} was not taken: ${JSON.stringify(sent)}`)
    })
  }
}
