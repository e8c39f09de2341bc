import type { Answer, Resolver } from '../dns/types.ts'

/** The DNS in the form that the `mailauth` library asks for: lists, and errors with the codes of `node:dns`. */
export type Lookup = (name: string, type: string) => Promise<unknown[]>

/** Asks the resolver; `onText` sees every TXT record, so that a caller can tell what an answer depends on. */
export function lookupOf(resolver: Resolver, onText: (text: string) => void = () => undefined): Lookup {
  return async (name, type) => {
    switch (type) {
      case 'TXT': {
        const texts = listOf(await resolver.txt(name), name)
        texts.forEach(onText)
        return texts.map((text) => [text])
      }
      case 'MX': return listOf(await resolver.mx(name), name).map(({ preference, exchange }) => ({ priority: preference, exchange }))
      case 'A': return listOf(await resolver.a(name), name)
      case 'AAAA': return listOf(await resolver.aaaa(name), name)
      case 'PTR': return listOf(await resolver.ptr(addressOf(name)), name)
      default: throw failure('ENODATA', name)
    }
  }
}

const codes = { nodata: 'ENODATA', nxdomain: 'ENOTFOUND', servfail: 'ESERVFAIL', timeout: 'ETIMEOUT' } as const

function listOf<T>(answer: Answer<T>, name: string): T[] {
  if (answer.kind === 'answer') return [...answer.records]
  throw failure(codes[answer.kind], name)
}

function failure(code: string, name: string): Error {
  return Object.assign(new Error(`DNS ${code}`), { code, hostname: name })
}

/** The address behind a reverse name, which is what our resolver asks by. */
function addressOf(name: string): string {
  const labels = name.toLowerCase().split('.')
  if (labels.at(-2) === 'in-addr') return labels.slice(0, 4).reverse().join('.')
  const nibbles = labels.slice(0, 32).reverse().join('')
  return nibbles.match(/.{4}/g)?.join(':') ?? ''
}
