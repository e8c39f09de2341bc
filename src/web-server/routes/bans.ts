import { BAN_MINUTES_MAX, BAN_NOTE_LENGTH_MAX } from '../../throttle/bans.ts'
import { rangeAround, readRange } from '../../throttle/range.ts'
import { Problem } from '../problem.ts'
import { json, readJson, textOf, type WebRequest } from '../request.ts'
import { administrators, type Route } from '../route.ts'

/** Longest spelling of a network that is looked at. */
const NETWORK_LENGTH_MAX = 60

/**
 * Networks that are shut out of the whole service: for administrators of the organisation that runs it. To those of other
 * organisations on the same installation there is no such list.
 */
export const banRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/admin/bans', access: administrators, by: 'cookie',
    async answer(request, { account }) {
      return listed(await listOf(request, account.tenant))
    },
  },
  {
    method: 'POST', path: '/api/admin/bans', access: administrators, by: 'cookie',
    async answer(request, { account }) {
      const bans = await listOf(request, account.tenant)
      const body = await readJson(request)
      const { minutes } = body
      const network = textOf(body, 'network', NETWORK_LENGTH_MAX)
      if (bans.find(request.ip) === undefined && covers(network, request.ip)) throw new Problem(422, 'own-network')
      if (typeof minutes !== 'number' || minutes > BAN_MINUTES_MAX) throw new Problem(400, 'not-valid', { field: 'minutes' })
      const added = await bans.add({ network, minutes, note: textOf(body, 'note', BAN_NOTE_LENGTH_MAX), by: account.address })
      if (typeof added === 'string') throw new Problem(422, added.replaceAll(' ', '-'))
      return listed(bans)
    },
  },
  {
    method: 'POST', path: '/api/admin/bans/lift', access: administrators, by: 'cookie',
    async answer(request, { account }) {
      const bans = await listOf(request, account.tenant)
      const network = textOf(await readJson(request), 'network', NETWORK_LENGTH_MAX)
      if (await bans.lift({ network, by: account.address }) === 'not banned') throw new Problem(404, 'not-found')
      return listed(bans)
    },
  },
]

/** Who shuts out the network he sits in locks himself out. */
function covers(network: string, ip: string): boolean {
  const range = readRange(network)
  if (range === undefined) return false
  return rangeAround(ip, { ipv4: Math.min(32, range.bits), ipv6: range.bits })?.text === range.text
}

type List = NonNullable<WebRequest['parts']['bans']>

async function listOf({ parts }: WebRequest, tenant: number): Promise<List> {
  if (parts.bans === undefined || !await parts.bans.isRunBy(tenant)) throw new Problem(404, 'not-found')
  return parts.bans
}

function listed(bans: List): Response {
  return json({ bans: bans.list() })
}
