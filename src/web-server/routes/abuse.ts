import type { SendingStop } from '../../reputation/sending-stops.ts'
import { Problem } from '../problem.ts'
import { json, readJson, textOf, type WebRequest } from '../request.ts'
import { healthReaders, type Route } from '../route.ts'

/** Networks with the most against them that are listed. */
export const NETWORKS_LISTED_MAX = 50

/**
 * Abuse, from outside and of own accounts: for those who must look, and for the owner of an account whose sending was
 * stopped. No text of mail, and nobody's correspondence.
 */
export const abuseRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/abuse', access: healthReaders, by: 'cookie',
    async answer(request, { account }) {
      return json(await stateOf(request, account.tenant))
    },
  },
  {
    // Another one must look: who stole an officer's account must not let himself go.
    method: 'POST', path: '/api/abuse/stops/:account/release', access: healthReaders, by: 'cookie',
    async answer(request, { account }) {
      const wanted = Number(request.http.req.param('account') ?? '')
      if (!Number.isSafeInteger(wanted)) throw new Problem(404, 'not-found')
      if (wanted === account.account) throw new Problem(403, 'not-allowed')
      const released = await request.parts.abuse?.stops.release({
        tenant: account.tenant, account: wanted, by: { address: account.address, as: 'officer' },
      })
      if (released !== 'released') throw new Problem(404, 'not-found')
      return json(await stateOf(request, account.tenant))
    },
  },
  {
    method: 'POST', path: '/api/sending/release', access: 'signed-in', by: 'cookie',
    async answer(request, { account, open }) {
      const { parts } = request
      if (await parts.abuse?.stops.ownerMayRelease(account) !== true) throw new Problem(403, 'second-factor-needed')
      const code = textOf(await readJson(request), 'code', 20)
      if (await parts.accounts.checkSecondFactor({ open, code }) !== 'right') throw new Problem(403, 'wrong-code')
      await parts.abuse?.stops.release({ tenant: account.tenant, account: account.account, by: { address: account.address, as: 'owner' } })
      return json({ sendingStop: null })
    },
  },
]

/** What the webmail shows its owner; null when sending is as it should be. */
export async function ownStop({ parts }: WebRequest, { tenant, account }: {
  readonly tenant: number, readonly account: number,
}): Promise<{ readonly at: number, readonly why: SendingStop['why'], readonly mayRelease: boolean } | null> {
  if (parts.abuse?.stops.isStopped({ tenant, account }) !== true) return null
  const stop = await parts.abuse.stops.of({ tenant, account })
  if (stop === undefined) return null
  return { at: stop.at, why: stop.why, mayRelease: await parts.abuse.stops.ownerMayRelease({ tenant, account }) }
}

/**
 * `networks` is null to an organisation that does not run the service: they are of the whole installation, and tell who
 * writes to the others.
 */
async function stateOf({ parts: { abuse, bans } }: WebRequest, tenant: number): Promise<unknown> {
  if (abuse === undefined) return { stops: [], complaints: [], grey: [], lists: [], networks: null }
  const [stops, complaints, grey, runsService] = await Promise.all([
    abuse.stops.list(tenant), abuse.complaints.list(tenant), abuse.greylist.list(tenant), bans?.isRunBy(tenant),
  ])
  return {
    stops: stops.map(({ account, at, why, state, releasedAt, releasedBy, address, hour }) =>
      ({ account, at, why, state, releasedAt, releasedBy, address, hour })),
    complaints, grey, lists: abuse.lists.states(),
    networks: runsService === true ? abuse.history.worst(NETWORKS_LISTED_MAX) : null,
  }
}
