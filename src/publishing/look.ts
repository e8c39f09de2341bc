/** Looks at what a domain really publishes and compares it with what it should: live, as others see it. */
import { isStrictSpf, readDmarc } from '../queue/own-standing.ts'
import { policyId } from '../smtp-client/mta-sts.ts'
import { readRecords } from '../nta7516/record.ts'
import type { Answer, Resolver } from '../dns/types.ts'
import type { Published } from './records.ts'

/** `unproved`: it is there and right, but DNSSEC does not vouch for it and it is worth nothing without. */
export type PublishedState = 'good' | 'missing' | 'different' | 'unproved' | 'unknown'

export interface Look {
  readonly published: Published
  readonly state: PublishedState
}

type Asks = Pick<Resolver, 'txt' | 'mx' | 'tlsa' | 'cname' | 'a' | 'aaaa' | 'srv' | 'caa'>

/** Looks at every record; addresses of pages are none and left out. */
export async function lookAtPublished(resolver: Asks, all: readonly Published[]): Promise<readonly Look[]> {
  const looks = await Promise.all(all.map(async (published): Promise<Look | undefined> => {
    const state = await stateOf(resolver, published)
    return state === undefined ? undefined : { published, state }
  }))
  return looks.filter((look) => look !== undefined)
}

async function stateOf(resolver: Asks, { kind, name, type, value }: Published): Promise<PublishedState | undefined> {
  switch (type) {
    case 'MX': return judged(await resolver.mx(name), (records) => records.some(({ exchange }) => `${exchange}.` === value.split(' ')[1])
      // Beside a null MX there may be no other (RFC 7505 §3).
      && (kind !== 'null-mx' || records.length === 1))
    case 'TXT': return textState(await resolver.txt(name), kind, value)
    case 'TLSA': {
      const [usage, selector, matching, digest] = value.split(' ')
      return judged(await resolver.tlsa(name), (records) => records.some((one) => `${one.usage} ${one.selector} ${one.matching}` === `${usage} ${selector} ${matching}`
        && Buffer.from(one.certificate).toString('hex') === digest), { needsProof: true })
    }
    case 'CNAME': {
      const [alias, four, six] = await Promise.all([resolver.cname(name), resolver.a(name), resolver.aaaa(name)])
      if (alias.kind === 'answer') return alias.records.includes(value.slice(0, -1)) ? 'good' : 'different'
      // An address of its own does as well.
      return four.kind === 'answer' || six.kind === 'answer' ? 'good' : judged(four, () => false)
    }
    case 'SRV': return judged(await resolver.srv(name), (records) => records.some(({ priority, weight, port, target }) =>
      `${priority} ${weight} ${port} ${target}.` === value))
    case 'CAA': {
      const [flags = '', tag = '', text = ''] = /^(\d+) (\w+) "(.*)"$/.exec(value)?.slice(1) ?? []
      return judged(await resolver.caa(name), (records) => records.some((one) =>
        one.tag === tag && one.value === text && one.isCritical === (Number(flags) >= 128)),
          { is: (one) => one.tag === tag })
    }
    default: return undefined
  }
}

/** What an administrator may have chosen differently counts by what it does, not by its letters. */
function textState(answer: Answer<string>, kind: Published['kind'], value: string): PublishedState {
  switch (kind) {
    case 'spf': case 'spf-host': return judged(answer, isStrictSpf, { is: (text) => /^v=spf1/i.test(text) })
    case 'no-mail-spf': return judged(answer, (records) => records.filter((text) => /^v=spf1 +-all *$/i.test(text)).length === 1, { is: (text) => /^v=spf1/i.test(text) })
    case 'no-mail-dmarc': return judged(answer, (records) => readDmarc(records)?.p === 'reject', { is: (text) => text.startsWith('v=DMARC1') })
    case 'dmarc': return judged(answer, (records) => ['quarantine', 'reject'].includes(readDmarc(records)?.p ?? ''), { is: (text) => text.startsWith('v=DMARC1') })
    case 'mta-sts': return judged(answer, (records) => policyId(records) === policyId([value]), { is: (text) => text.startsWith('v=STSv1') })
    case 'tls-rpt': return judged(answer, (records) => records.filter((text) => /^v=TLSRPTv1;.*rua=/.test(text.slice(0, 1024))).length === 1, { is: (text) => text.startsWith('v=TLSRPTv1') })
    case 'nta7516': {
      const wanted = JSON.stringify(readRecords([value]))
      return judged(answer, (records) => JSON.stringify(readRecords(records)) === wanted, { is: (text) => text.startsWith('v=NTA7516'), needsProof: true })
    }
    default: return judged(answer, (records) => records.map(plain).includes(plain(value)))
  }
}

const plain = (text: string): string => text.replace(/\s+/g, '')

function judged<T>(answer: Answer<T>, isRight: (records: readonly T[]) => boolean, {
  is = () => true, needsProof = false,
}: {
  /** Which of the records at that name are of this kind. */
  readonly is?: (record: T) => boolean, readonly needsProof?: boolean,
} = {}): PublishedState {
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'unknown'
  if (!answer.records.some(is)) return 'missing'
  if (!isRight(answer.records)) return 'different'
  return needsProof && !answer.authenticated ? 'unproved' : 'good'
}
