import { reasonFedBy } from '../detectors/detectors.ts'
import type { Block, Ground } from './reason.ts'

/** Passwords, codes, keys that can be used. BIO 9.3, AVG art. 32 */
export function credentialsReason({ hits, reading, tone, setting }: Block): Ground[] {
  const found = hits.filter(({ detector, start }) => reasonFedBy(detector) === 'credentials' && reading.kindAt(start) !== 'disclaimer'
    && !PUBLIC_KEY.test(reading.text.slice(Math.max(0, start - 160), start + 60)))
    .map((hit) => ({ ...hit, confidence: Math.max(0, hit.confidence - Math.min(2, tone.test) * 0.12 - Math.min(
      2, tone.fiction,
    ) * 0.15 - (setting.isToMany ? 0.05 : 0)) }))
  if (found.length === 0) return []
  return [{ reason: 'credentials', score: Math.max(...found.map(({ confidence }) => confidence)), rules: [...new Set(found.flatMap(({ why }) => why))], findings: found }]
}

/** A key that everybody may have, beside the value: `ssh-ed25519 AAAA...`, "our public key". */
export const PUBLIC_KEY = new RegExp('ssh-(?:rsa|ed25519|dss) |BEGIN PGP PUBLIC|public key|publieke sleutel|openbare sleutel'
  + '|ffentliche[rn]? schl|cl[eé] publique', 'i')
