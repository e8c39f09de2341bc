import { minute, second } from '../base/sizes.ts'
import { DOCUMENTS_TOPIC } from '../jmap-server/documents.ts'
import type { Change } from '../storage/script.ts'
import { webLimits } from './limits.ts'
import type { WebParts } from './parts.ts'
import type { PushedType, StatesAsked } from './pushed-states.ts'
import type { SignedIn } from './request.ts'
import { keyOf } from './session-key.ts'

/** Bounds of the `ping` that a client asks for, in seconds; proxies drop what is silent for longer. */
export const PING_MIN = 5
export const PING_MAX = 300
/** Changes within this time go out together. */
export const COALESCE_MS = 50
/** Events that may wait for a slow reader; then it gets the newest state once it reads again, or its stream ends. */
export const QUEUED_MAX = 64
/** How often it is looked whether the session is still there: an open page does not keep it alive. */
export const SESSION_CHECK_MS = 5 * minute

/** Changes after which submissions may stand otherwise: handed in, ended or taken back, noted on. */
const SUBMISSION_TOPICS: ReadonlySet<string> = new Set(['queue', 'submission', DOCUMENTS_TOPIC])

type States = ReadonlyMap<PushedType, string>

export interface StateStreamConfig {
  readonly parts: WebParts
  readonly user: SignedIn
  /** The account's JMAP id. */
  readonly account: string
  readonly states: (asked: StatesAsked) => Promise<States>
  readonly told: States
  readonly onMail: (heard: () => void) => () => void
  /** Gives back the hold on the account; called once. */
  readonly release: () => void
  readonly pingSeconds: number
  readonly closeAfter: 'no' | 'state'
  readonly lastEventId: string | null
}

/** One event stream: hears changes, tells the newest states, ends with the client, the session or the server. */
export class StateStream {
  readonly body: ReadableStream<Uint8Array>
  readonly #config: StateStreamConfig
  readonly #encoder = new TextEncoder()
  readonly #stops: (() => void)[] = []
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #told: States
  #timer: NodeJS.Timeout | undefined
  #submissions = false
  #ended = false

  constructor(config: StateStreamConfig) {
    this.#config = config
    this.#told = config.told
    this.body = new ReadableStream({ start: (controller) => this.#start(controller), cancel: () => this.end() })
  }

  /** Ends it; a second call does nothing. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
    this.#config.release()
    try {
      this.#controller?.close()
    } catch {
      // The client is gone already.
    }
  }

  #start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller
    const { parts, user, pingSeconds, closeAfter, lastEventId, onMail } = this.#config
    const { tenant, account } = user.account
    const ping = setInterval(() => this.#ping(), pingSeconds * second)
    const check = setInterval(() => this.#guard(this.#checkSession()), SESSION_CHECK_MS)
    this.#stops.push(
      () => clearInterval(ping), () => clearInterval(check), onMail(() => this.#heard()),
      parts.store.onChange((change) => this.#hear(change)),
      parts.events.add(
        { tenant, account, session: user.session, key: keyOf(user), close: () => this.end() },
        webLimits.eventStreamsPerSession,
      ),
    )
    this.#send(': zegel\n\n')
    // A client hears at once where things stand, so nothing that changed while it connected is missed.
    if (closeAfter === 'no' || (lastEventId !== null && lastEventId !== eventId(this.#told))) this.#tell(this.#told)
    this.#heard()
  }

  #hear({ topic, tenant, account }: Change): void {
    const { account: own } = this.#config.user
    if (tenant !== own.tenant || account !== own.account || !SUBMISSION_TOPICS.has(topic)) return
    this.#submissions = true
    this.#heard()
  }

  #heard(): void {
    if (this.#ended || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#guard(this.#look())
    }, COALESCE_MS)
  }

  async #look(): Promise<void> {
    if (this.#isFull()) return this.#heard()
    const submissions = this.#submissions
    this.#submissions = false
    const now = await this.#config.states({ before: this.#told, submissions })
    const changed = new Map([...now].filter(([type, state]) => this.#told.get(type) !== state))
    this.#told = now
    if (changed.size > 0) this.#tell(changed)
  }

  #tell(changed: States): void {
    const stateChange = { '@type': 'StateChange', changed: { [this.#config.account]: Object.fromEntries(changed) } }
    this.#send(`id: ${eventId(this.#told)}\nevent: state\ndata: ${JSON.stringify(stateChange)}\n\n`)
    if (this.#config.closeAfter === 'state') this.end()
  }

  /** Who read nothing for so long that this many events wait is gone, though his connection does not say so. */
  #ping(): void {
    if (this.#isFull()) this.end()
    else this.#send(`event: ping\ndata: {"interval":${this.#config.pingSeconds}}\n\n`)
  }

  #isFull(): boolean {
    return (this.#controller?.desiredSize ?? 0) <= -QUEUED_MAX
  }

  #send(text: string): void {
    if (!this.#ended) this.#controller?.enqueue(this.#encoder.encode(text))
  }

  async #checkSession(): Promise<void> {
    const { parts, user: { account, session } } = this.#config
    if (session === null) return
    const sessions = await parts.accounts.sessions(account, session)
    if (!sessions.some(({ id }) => id === session)) this.end()
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#config.parts.log.error('web.event-source', error)
      this.end()
    })
  }
}

const eventId = (states: States): string => [...states.values()].join('/')
