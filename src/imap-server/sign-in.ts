import type { Account, SignIn } from '../accounts/types.ts'
import type { Result } from './command.ts'
import type { Services } from './services.ts'
import type { Session } from './session.ts'

/** Who sits where: connections by account, so that access taken away ends them. */
export interface Seats {
  readonly byAccount: Map<string, Set<{ end(why: string): void }>>
}

export function seatKey(account: { readonly tenant: number, readonly account: number }): string {
  return `${account.tenant}/${account.account}`
}

export interface SignInArgs {
  readonly address: string
  readonly password: string
}

export interface SignInWith {
  readonly session: Session
  readonly shared: Seats & { readonly services: Services }
  readonly connection: { end(why: string): void }
  /** What to give back when the connection ends. */
  readonly onSignedIn: (releases: readonly (() => void)[]) => void
}

/**
 * LOGIN and AUTHENTICATE in one place: the same answer for a wrong password and an unknown address. RFC 9051 §6.2.2,
 * RFC 5530
 */
export async function signIn({ address, password }: SignInArgs, parts: SignInWith): Promise<Result> {
  const { session, shared: { services } } = parts
  if (!session.passwordsTaken) return { status: 'NO', code: 'PRIVACYREQUIRED', text: 'use STARTTLS first' }
  return await admit(await services.accounts.signIn({ address, password, door: 'imap', ip: session.ip }), parts)
}

/** What follows from the answer of the accounts, whichever mechanism asked them. */
export async function admit(
  answer: SignIn, { session, shared, connection, onSignedIn }: SignInWith,
): Promise<Result> {
  const { services } = shared
  switch (answer.outcome) {
    case 'open': {
      const release = services.keyring.hold(answer.open)
      const leave = takeSeat(answer.account, { shared, connection })
      if (!leave) {
        release()
        return { status: 'NO', code: 'LIMIT', text: 'too many connections of this account' }
      }
      try {
        session.signIn(answer.account, await services.mailstore.open(answer.open))
      } catch (error) {
        leave()
        release()
        throw error
      }
      onSignedIn([leave, release])
      services.log.info('imap.signed-in', { account: answer.account.account })
      return { status: 'OK', text: 'signed in' }
    }
    case 'too-many-tries':
      return refuse(session, services, `too many tries, wait ${Math.ceil(answer.retryAfterMs / 1000)} seconds`)
    case 'second-factor-needed':
      return refuse(session, services, 'use an app password here')
    case 'refused':
      return refuse(session, services, 'address or password is wrong')
  }
}

function refuse(session: Session, services: Services, text: string): Result {
  session.triesFailed++
  services.log.info('imap.sign-in-refused', { tries: session.triesFailed })
  const over = session.triesFailed >= services.limits.triesMax
  return { status: 'NO', code: 'AUTHENTICATIONFAILED', text, ...(over ? { then: 'close' as const } : {}) }
}

function takeSeat(
  account: Account, { shared, connection }: Pick<SignInWith, 'shared' | 'connection'>,
): (() => void) | undefined {
  const key = seatKey(account)
  const seats = shared.byAccount.get(key) ?? new Set()
  if (seats.size >= shared.services.limits.connectionsPerAccountMax) return undefined
  shared.byAccount.set(key, seats)
  seats.add(connection)
  return () => {
    seats.delete(connection)
    if (seats.size === 0) shared.byAccount.delete(key)
  }
}
