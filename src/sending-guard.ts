/** The guard of `src/guard` in the form the house uses it. */
import type { Assessment, Policy, Reason } from './guard/types.ts'
import type { Guard } from './sending.ts'

const all = <T>(value: T): Record<Reason, T> => ({
  'national-id': value, 'health': value, 'financial': value, 'personal-data': value, 'dossier': value, 'credentials': value,
  'confidential-business': value, 'criminal': value, 'special-category': value, 'children': value,
})
const standard = {
  version: '0', mode: 'active', routes: all(['verified-tls', 'portal']), tlsProofs: all(['dane', 'pinned']), levels: all('protect'),
  warningLevels: {}, thresholds: all(0.5), unreadAttachments: 'advise', holdSeconds: { record: 0, advise: 0, protect: 0, block: 0 },
  mayOverride: all('with-ground'), ownNumbers: [],
} as unknown as Policy

export const guard: Guard = {
  standard, words: { reason: (reason) => reason, warning: ({ id }) => id },
  assess: (draft, knowledge, policy): Assessment => ({
    version: '0', policyVersion: policy.version, secure: /BSN/.test(draft.body), level: 'record', reasons: [], findings: [], warnings: [],
    holdMs: 0, impaired: [],
    recipients: knowledge.recipients.map(({ address, isInternal, ability }) => ({
      address, passedOver: [], isImpossible: false,
      route: isInternal ? 'internal' : !/BSN/.test(draft.body) ? 'ordinary' : ability.verifiedTls === 'pinned' ? 'verified-tls' : 'portal',
    })),
  }),
}
