/** What a browser or a JMAP client does, for scenarios: requests with a cookie or an app password, and JMAP calls. */
import type { Person, Service } from './service.ts'

export interface WebReply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown
}

type Arguments = Readonly<Record<string, unknown>>
export type MethodResponse = readonly [name: string, result: Record<string, unknown>, id: string]

/** One visitor of the web server over plain loopback; it keeps its cookie. */
export class Visitor {
  readonly #at: string
  #cookie = ''
  #basic = ''
  accountId = ''
  /** Capabilities that the session offers; every call uses all. */
  #using: readonly string[] = []

  constructor(service: Service) {
    this.#at = `http://127.0.0.1:${service.ports['http'] ?? 0}`
  }

  /** A body that is no string or bytes goes as JSON. */
  async request(
    method: string, path: string, body?: unknown, more: Readonly<Record<string, string>> = {},
  ): Promise<WebReply> {
    const headers: Record<string, string> = { 'x-zegel': '1', ...more }
    if (this.#cookie !== '') headers['cookie'] = this.#cookie
    if (this.#basic !== '') headers['authorization'] = this.#basic
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    if (body !== undefined && headers['content-type'] === undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(`${this.#at}${path}`, {
      method, headers, redirect: 'manual',
      ...(body === undefined ? {} : { body: isRaw ? body as string : JSON.stringify(body) }),
    })
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('zegel='))
    if (cookie !== undefined) this.#cookie = cookie.slice(0, cookie.indexOf(';'))
    const text = await answer.text()
    return { status: answer.status, text, headers: answer.headers, json: parsed(text) }
  }

  /** Signs in with the account's password, as the web client does; gives the answer. */
  async signIn(person: Person, password = person.password): Promise<WebReply> {
    const answer = await this.request('POST', '/api/sign-in', { address: person.address, password })
    if (answer.status === 200) await this.#learnAccount()
    return answer
  }

  /** From now on every request carries this app password (HTTP Basic). */
  async useAppPassword(person: Person): Promise<void> {
    this.#basic = `Basic ${Buffer.from(`${person.address}:${person.appPassword}`).toString('base64')}`
    await this.#learnAccount()
  }

  async #learnAccount(): Promise<void> {
    const { json } = await this.request('GET', '/jmap/session')
    const session = json as { primaryAccounts?: Record<string, string>, capabilities?: object }
    const { primaryAccounts, capabilities = {} } = session
    this.#using = Object.keys(capabilities)
    this.accountId = primaryAccounts?.['urn:ietf:params:jmap:mail'] ?? ''
  }

  /** Several calls in one request; the ids are `0`, `1` ... `accountId` is added where it is not given. */
  async jmap(...calls: readonly (readonly [name: string, args: Arguments])[]): Promise<readonly MethodResponse[]> {
    const { accountId } = this
    const methodCalls = calls.map(([name, args], index) => [name, { accountId, ...args }, String(index)])
    const { status, json, text } = await this.request('POST', '/jmap/api', { using: this.#using, methodCalls })
    if (status !== 200) throw new Error(`JMAP gave ${status}: ${text}`)
    return (json as { methodResponses: MethodResponse[] }).methodResponses
  }

  /** Subjects of all mail, newest first. */
  async subjects(): Promise<readonly string[]> {
    const [, got] = await this.jmap(['Email/query', { sort: [{ property: 'receivedAt', isAscending: false }] }], [
      'Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject'] },
    ])
    return (got?.[1]['list'] as readonly { subject: string }[] | undefined ?? []).map(({ subject }) => subject)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
