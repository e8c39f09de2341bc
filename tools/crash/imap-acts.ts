/** What mail programs do: they keep, flag, move and remove mail, and make, rename and remove folders. */
import type { ImapFlow } from 'imapflow'
import { setTimeout as pause } from 'node:timers/promises'
import { openImap } from '../../test/wire.ts'
import type { Spot, Who } from './marks.ts'
import type { Stage } from './stage.ts'

/** Where messages are moved to. */
export const FOLDER = 'Dossier'
const OUTSIDE = 'tom@fysio.example'
/** What places tell apart; `\Recent` and keywords are none of it. */
const FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft']

async function appended(client: ImapFlow, box: string, raw: string, flags: string[]): Promise<number> {
  const answer = await client.append(box, raw, flags)
  if (answer === false || answer.uid === undefined) throw new Error(`nothing was appended to ${box}`)
  return answer.uid
}

export async function append(stage: Stage, prefix: string, messages: number): Promise<void> {
  const client = await stage.unlessKilled(openImap(stage.service, stage.people.marieke))
  try {
    // It is there already for the second client.
    await stage.unlessKilled(client.mailboxCreate(FOLDER))
    await stage.unlessKilled(client.mailboxOpen('INBOX'))
    for (let number = 0; number < messages; number++) {
      const id = `${prefix}-${number}`
      const raw = stage.made(id, OUTSIDE, stage.people.marieke.address)
      const flags = stage.below(2) === 0 ? [] : ['\\Seen']
      const uid = await stage.ask(id, { do: 'put', who: 'marieke', box: 'INBOX', flags },
        () => appended(client, 'INBOX', raw, flags))
      await goOn(stage, client, id, uid)
    }
  } finally {
    client.close()
  }
}

async function goOn(stage: Stage, client: ImapFlow, id: string, uid: number): Promise<void> {
  const [range, options] = [String(uid), { uid: true }] as const
  const what = stage.below(4)
  if (what === 0) return
  await stage.ask(id, { do: 'flags', flags: ['\\Flagged'] }, () => client.messageFlagsSet(range, ['\\Flagged'], options))
  if (what === 2) {
    await stage.ask(id, { do: 'move', box: FOLDER }, async () => {
      const moved = await client.messageMove(range, FOLDER, options)
      return moved === false ? undefined : moved.uidMap?.get(uid)
    })
  } else if (what === 3) {
    await stage.ask(id, { do: 'flags', flags: ['\\Deleted'] }, () => client.messageFlagsSet(range, ['\\Deleted'], options))
    // Its \Deleted is set and answered by now, so this is EXPUNGE of this one.
    await stage.ask(id, { do: 'remove' }, () => client.messageDelete(range, options))
  }
}

/** A folder for one message is made, gets another name, and of every two one goes with what is in it. */
export async function sort(stage: Stage, prefix: string, messages: number): Promise<void> {
  const client = await stage.unlessKilled(openImap(stage.service, stage.people.marieke))
  try {
    for (let number = 0; number < messages; number++) {
      const id = `${prefix}-${number}`
      const [made, named] = [`Nieuw-${id}`, `Zaak-${id}`]
      const raw = stage.made(id, OUTSIDE, stage.people.marieke.address)
      await stage.unlessKilled(client.mailboxCreate(made))
      await stage.ask(id, { do: 'put', who: 'marieke', box: made, flags: [] }, () => appended(client, made, raw, []))
      await stage.ask(id, { do: 'move', box: named }, () => client.mailboxRename(made, named))
      if (number % 2 === 0) await stage.ask(id, { do: 'remove' }, () => client.mailboxDelete(named))
    }
  } finally {
    client.close()
  }
}

/** Somebody who was away opens the account while mail for it goes on coming in, and leaves again. */
export async function visit(stage: Stage, who: Who, looks: number): Promise<void> {
  const client = await stage.unlessKilled(openImap(stage.service, stage.people[who]))
  try {
    await stage.unlessKilled(client.mailboxOpen('INBOX'))
    for (let look = 0; look < looks; look++) {
      await stage.unlessKilled(client.noop())
      await pause(100)
    }
  } finally {
    client.close()
  }
}

/** Where everything of these accounts is, as a client finds it. */
export async function foundBy({ service, people }: Stage, all: readonly Who[]): Promise<Record<string, Spot>> {
  const places: Record<string, Spot> = {}
  for (const who of all) {
    const client = await openImap(service, people[who])
    for (const { path, specialUse } of await client.list()) {
      const box = specialUse === '\\Sent' ? 'Sent' : specialUse === '\\Drafts' ? 'Drafts' : path
      const mailbox = await client.mailboxOpen(path, { readOnly: true })
      if (mailbox.exists === 0) continue
      for await (const { envelope, flags } of client.fetch('1:*', { envelope: true, flags: true })) {
        const id = envelope?.subject ?? ''
        const isOurs = box !== 'Sent' && !id.startsWith('sent')
        if (isOurs) places[id] = { who, box, flags: FLAGS.filter((word) => flags?.has(word) === true) }
      }
    }
    await client.logout()
  }
  return places
}
