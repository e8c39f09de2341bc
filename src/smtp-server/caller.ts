import { isIP } from 'node:net'
import type { ReceivingSession } from '../delivery/types.ts'
import type { XclientFacts } from '../smtp/command.ts'
import type { Event, Facts, Session } from '../smtp/session.ts'
import { networkOf, plainAddress } from '../throttle/network.ts'
import { askRecipient, type SignedIn } from './hand-over.ts'
import { UNKNOWN_AT_ONCE } from './limits.ts'
import type { Listener } from './listener.ts'
import { pause } from './pause.ts'
import type { Wire } from './wire.ts'

/**
 * Who is at the other end, as session and flows are told: by the socket, by a filter that may say whose connection it
 * passes on (XCLIENT), by signing in.
 */
export class Caller {
  /** Who signed in here, if anybody. */
  signedIn: SignedIn | undefined
  readonly #listener: Listener
  readonly #wire: Wire
  #ip: string
  #network: string
  #facts: Facts
  /** The name the client gave to the filter in front, when one told. */
  #helo: string | undefined
  /** The same for all recipients and the text of one message. */
  #receiving: ReceivingSession | undefined

  constructor(listener: Listener, { ip, wire }: { readonly ip: string, readonly wire: Wire }) {
    this.#listener = listener
    this.#wire = wire
    this.#ip = ip
    this.#network = networkOf(ip)
    this.#facts = factsOf(listener, ip)
  }

  get ip(): string {
    return this.#ip
  }

  /** What it is counted under. */
  get network(): string {
    return this.#network
  }

  get facts(): Facts {
    return this.#facts
  }

  /** The handshake is done. */
  secured({ canBind }: { readonly canBind: boolean }): void {
    this.#facts = { ...this.#facts, tls: true, canBind }
  }

  /** From now on judged as the client that a trusted filter passes on; false when that is no address. */
  become({ address, helo }: XclientFacts): boolean {
    if (isIP(address) === 0) return false
    const { xclientFrom, limits: { unknownRecipientsMax } } = this.#listener
    this.#ip = plainAddress(address)
    this.#network = networkOf(this.#ip)
    this.#helo = helo
    this.signedIn = undefined
    this.#facts = { ...this.#facts, xclient: xclientFrom(this.#ip), unknownRecipientsMax }
    return true
  }

  /** What the flows behind are told of the connection, for one message: until `messageOver`. */
  receiving(session: Session): ReceivingSession {
    if (this.#receiving !== undefined) return this.#receiving
    const parameters = 'envelope' in session ? session.envelope.parameters : undefined
    const { envelopeId, ret } = parameters ?? {}
    this.#receiving = {
      ip: this.#ip, helo: this.#helo ?? ('client' in session ? session.client.name : ''), hostname: this.#listener.hostname,
      tls: this.#wire.tls, utf8: parameters?.smtputf8 ?? false,
      ...envelopeId === undefined ? {} : { envelopeId }, ...ret === undefined ? {} : { ret },
    }
    return this.#receiving
  }

  /** The next message may come with other parameters. */
  messageOver(): void {
    this.#receiving = undefined
  }

  /** Whether mail for that recipient is taken from it; guessing at addresses becomes slow, then ends. */
  async lookUp(asked: string, session: Session): Promise<Event> {
    const { throttle, limits, bans } = this.#listener
    const verdict = await askRecipient(this.#listener, {
      asked, from: 'envelope' in session ? session.envelope.from : '', session: this.receiving(session),
    })
    if (verdict === 'unknown' || verdict === 'not-local') {
      if (!throttle.take('unknown-recipient-network', this.#network).allowed) {
        bans.offend(this.#ip, 'harvesting')
        this.#facts = { ...this.#facts, unknownRecipientsMax: 0 }
      }
      if (session.tally.unknown >= UNKNOWN_AT_ONCE) await pause(limits.unknownDelayMs)
    }
    return { verb: 'recipient-known', verdict }
  }
}

function factsOf({ kind, hostname, tls, limits, xclientFrom }: Listener, ip: string): Facts {
  const { sizeBytesMax, recipientsMax, unknownRecipientsMax } = limits
  const isMx = kind === 'smtp' || kind === 'lmtp'
  return {
    role: isMx ? 'mx' : 'submission', lmtp: kind === 'lmtp', xclient: isMx && xclientFrom(ip), hostname, tls: false,
    tlsAvailable: tls !== undefined, canBind: false, sizeBytesMax, recipientsMax, unknownRecipientsMax,
  }
}
