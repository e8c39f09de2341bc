/** What the webmail and other JMAP clients do: drafts, imports, secured mail; and one that follows every change. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ImapFlow } from 'imapflow'
import { openImap } from '../../test/wire.ts'
import { Visitor, type MethodResponse } from '../../test/web.ts'
import { FOLDER } from './imap-acts.ts'
import type { Stage } from './stage.ts'

const OUTSIDE = 'tom@fysio.example'
/** Between two looks of whoever follows. */
const LOOK_MS = 150

interface Client {
  readonly visitor: Visitor
  /** Mailbox ids by role. */
  readonly boxes: ReadonlyMap<string, string>
  readonly identityId: string | undefined
}

async function signedIn(stage: Stage): Promise<Client> {
  const visitor = new Visitor(stage.service)
  await visitor.useAppPassword(stage.people.marieke)
  const [boxes, identities] = await visitor.jmap(['Mailbox/get', {}], ['Identity/get', {}])
  const listed = boxes?.[1]['list'] as { id: string, role: string }[] | undefined ?? []
  return {
    visitor, boxes: new Map(listed.map(({ id, role }) => [role, id])),
    identityId: (identities?.[1]['list'] as { id: string }[] | undefined)?.[0]?.id,
  }
}

/** The id of what was made under the name `m`. */
function madeIn(response: MethodResponse | undefined): string {
  const made = (response?.[1]['created'] as { readonly m?: { readonly id: string } } | null | undefined)?.m
  if (made === undefined) throw new Error(`nothing was made: ${JSON.stringify(response)}`)
  return made.id
}

/** Drafts that grow: each saving makes a new Email and removes the one of before. */
export async function draft(stage: Stage, prefix: string, drafts: number): Promise<void> {
  const { visitor, boxes } = await stage.unlessKilled(signedIn(stage))
  const flags = ['\\Draft', '\\Seen']
  for (let number = 0; number < drafts; number++) {
    let last: { readonly id: string, readonly email: string } | undefined
    for (let version = 0; version < 2 + stage.below(3); version++) {
      const id = `${prefix}-${number}v${version}`
      const before = last
      const email = await stage.ask(id, { do: 'put', who: 'marieke', box: 'Drafts', flags }, async () => {
        const [set] = await visitor.jmap(['Email/set', { create: { m: {
          mailboxIds: { [boxes.get('drafts') ?? '']: true }, keywords: { $draft: true, $seen: true }, subject: id,
          from: [{ email: stage.people.marieke.address }], textBody: [{ partId: 't', type: 'text/plain' }],
          bodyValues: { t: { value: `word${id} ${'tekst '.repeat(stage.below(2000))}` } },
        } } }])
        return madeIn(set)
      })
      if (before !== undefined) await stage.ask(before.id, { do: 'remove' }, () => visitor.jmap(['Email/set', { destroy: [before.email] }]))
      last = { id, email }
    }
  }
}

/** Files of mail are uploaded and imported; of every two one is removed again. */
export async function importMail(stage: Stage, prefix: string, messages: number): Promise<void> {
  const { visitor, boxes } = await stage.unlessKilled(signedIn(stage))
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const raw = stage.made(id, OUTSIDE, stage.people.marieke.address)
    const email = await stage.ask(id, { do: 'put', who: 'marieke', box: 'INBOX', flags: [] }, async () => {
      const { json } = await visitor.request('POST', `/jmap/upload/${visitor.accountId}`, raw, { 'content-type': 'message/rfc822' })
      const [imported] = await visitor.jmap(['Email/import', { emails: { m: {
        blobId: (json as { readonly blobId: string }).blobId, mailboxIds: { [boxes.get('inbox') ?? '']: true },
      } } }])
      return madeIn(imported)
    })
    if (number % 2 === 0) await stage.ask(id, { do: 'remove' }, () => visitor.jmap(['Email/set', { destroy: [email] }]))
  }
}

/** Mail that must be secured, for somebody without a server that can: it waits in the portal. */
export async function secure(stage: Stage, prefix: string, messages: number): Promise<void> {
  const { visitor, boxes, identityId } = await stage.unlessKilled(signedIn(stage))
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const to = `guest${number}@home.example`
    await stage.ask(id, { do: 'submit', to: 'guest' }, async () => {
      const [, sent] = await visitor.jmap(['Email/set', { create: { m: {
        mailboxIds: { [boxes.get('drafts') ?? '']: true }, from: [{ email: stage.people.marieke.address }], to: [{ email: to }],
        subject: id, messageId: [`${id}@client.example`], textBody: [{ partId: 't', type: 'text/plain' }],
        bodyValues: { t: { value: 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961 te Utrecht.' } },
      } } }], ['EmailSubmission/set', { create: { m: {
        emailId: '#m', identityId, guestFactors: { [to]: { kind: 'agreed-code', code: 'APPELTAART2026' } },
      } } }])
      madeIn(sent)
    })
  }
}

/** The password of the one who is not there the whole time becomes another. */
export async function newPassword(stage: Stage): Promise<void> {
  const visitor = new Visitor(stage.service)
  const { sanne } = stage.people
  await stage.unlessKilled(visitor.signIn(sanne))
  const next = `${sanne.password}-${stage.below(1000)}`
  await stage.ask('password', { do: 'password', who: 'sanne', next }, async () => {
    const { status, text } = await visitor.request('POST', '/api/password', { current: sanne.password, next })
    if (status >= 300) throw new Error(`the password was not changed: ${text}`)
  })
}

/** Follows an account for as long as it is looked at: what it was told once must hold. */
export class Follower {
  #state = ''
  readonly #ids = new Set<string>()

  /** Before anybody acts. */
  async begin(stage: Stage): Promise<void> {
    const { visitor } = await signedIn(stage)
    const [all, none] = await visitor.jmap(['Email/query', {}], ['Email/get', { ids: [] }])
    const ids = all?.[1]['ids'] as readonly string[] | undefined
    for (const id of ids ?? []) this.#ids.add(id)
    this.#state = String(none?.[1]['state'])
  }

  /** Until the others are done, or the service is killed. */
  async follow(stage: Stage, others: Promise<unknown>): Promise<void> {
    let isOver = false
    void others.finally(() => { isOver = true }).catch(() => undefined)
    const { visitor } = await stage.unlessKilled(signedIn(stage))
    const client = await stage.unlessKilled(openImap(stage.service, stage.people.marieke))
    try {
      while (!isOver) {
        await stage.unlessKilled(this.#look(stage, visitor, client))
        await pause(LOOK_MS)
      }
    } finally {
      client.close()
    }
  }

  async #look(stage: Stage, visitor: Visitor, client: ImapFlow): Promise<void> {
    for (const box of ['INBOX', FOLDER]) {
      // The folder may not be there yet.
      const told = await client.status(box, { uidNext: true, uidValidity: true, highestModseq: true })
        .catch(() => false as const)
      if (told === false || told.uidNext === undefined) continue
      stage.mark({ say: 'seen', box, figures: {
        uidValidity: Number(told.uidValidity), uidNext: told.uidNext, modseq: Number(told.highestModseq),
      } })
    }
    const [changes] = await visitor.jmap(['Email/changes', { sinceState: this.#state }])
    if (changes?.[0] !== 'Email/changes') throw new Error(`changes are not known: ${JSON.stringify(changes)}`)
    const { created, updated, destroyed, newState } = changes[1] as Record<'created' | 'updated' | 'destroyed', string[]> & { newState: string }
    for (const id of [...created, ...updated]) this.#ids.add(id)
    for (const id of destroyed) this.#ids.delete(id)
    this.#state = newState
    stage.mark({ say: 'cache', state: newState, ids: [...this.#ids] })
  }
}
