/** Everything behind Send: policies, knowledge, the guard, files read by children, and submission over them. */
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { createExtractor, type Extractor } from '../extract/extract.ts'
import { assess } from '../guard/assess.ts'
import type { Weights } from '../guard/models/weights.ts'
import type { DomainAbility } from '../guard/types.ts'
import type { Keyring, ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { WayParts } from '../queue/next-hops.ts'
import { nta7516Protection, type Nta7516Way } from '../queue/nta7516-way.ts'
import type { Queue } from '../queue/queue.ts'
import { probeTls } from '../smtp-client/probe.ts'
import type { Store } from '../storage/store.ts'
import { createAbilities, type Abilities } from './abilities.ts'
import { createCorrespondence } from './correspondence.ts'
import { createDomainStandings } from './domain-standing.ts'
import { createSeenNumbers } from './seen-numbers.ts'
import { createSentHabits } from './sent-habits.ts'
import { createGuardFigures, type GuardFigures } from './guard-figures.ts'
import type { Guests } from './guests.ts'
import type { Assess, JudgeParts } from './judge.ts'
import type { KnowledgeParts } from './knowledge.ts'
import { createNetworks } from './networks.ts'
import { createRuleDemotions } from './rule-demotions.ts'
import { createPastAssessments, type PastAssessments } from './past-assessments.ts'
import { createPolicies, type Policies } from './policies.ts'
import { createProtectedMessages, forgetProtected, PROTECTED_KEPT_MS } from './protected-messages.ts'
import { createSenderMails, type SenderMails } from './sender-mail.ts'
import { createSubmission, type SubmissionParts } from './submission.ts'
import type { Submission } from './types.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { ClientTls } from '../tls/client-tls.ts'

/** What the administrator decided, in the form sending needs it. */
export interface SendingSettings {
  readonly hostname: string
  /** Where the webmail is, without a slash at the end. */
  readonly url: string
  /** Folder of the policy files. */
  readonly policyFolder: string
  /** Folder for the code of the children that read files; only this process may write there. */
  readonly codeFolder: string
  /** Fixed next hops by domain, and whether their certificate is always checked. */
  readonly routes: Readonly<Record<string, string>>
  readonly fixedRoutesVerified: boolean
  /** Those of them to which that does not apply. */
  readonly unverifiedRoutes?: readonly string[]
  /** Whether ordinary mail elsewhere needs a checked certificate too. */
  readonly verifiedAlways: boolean
  readonly holdMs: SubmissionParts['holdMs']
  readonly keepSentCopy: boolean
}

export interface SendingParts {
  readonly settings: SendingSettings
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: Keyring
  readonly accounts: Accounts
  readonly tenants: Tenants
  readonly mailstore: Mailstore
  readonly ledger: Ledger
  readonly queue: Queue
  /** How mail for other domains finds its way; also for what they can do. */
  readonly way: WayParts
  /** The way under NTA 7516; off when absent. */
  readonly nta7516?: Nta7516Way
  readonly clientTls: ClientTls
  readonly guests: Guests
  /** The guard; another one only in tests. */
  readonly assess?: Assess
  /** Watches for stolen accounts. */
  readonly watch?: SubmissionParts['watch']
  /** What the guard learned; without it the detectors and lists judge alone, and say so. */
  readonly weights?: Weights | undefined
  readonly clock: Clock
  readonly log: Log
}

export interface Sending {
  readonly submission: Submission
  readonly policies: Policies
  readonly abilities: Abilities
  readonly senderMails: SenderMails
  readonly knowledge: KnowledgeParts
  readonly extractor: Extractor
  /** How the guard's rules do with the people who meet them. */
  readonly figures: GuardFigures
  /** Scores of past judgements, for trying another policy. */
  readonly past: PastAssessments
  /** What of the guard did not work at the last mail; empty when all did. */
  impaired(): readonly string[]
  /**
   * Gives back held mail that nobody answered, forgets what is over its time, and looks whether policy files changed.
   */
  tidy(): Promise<void>
}

/** In these a draft of the webmail keeps what was typed and is no address; they are nobody's business once it leaves. */
const TYPED_FIELDS = ['X-Zegel-Typed-To', 'X-Zegel-Typed-Cc', 'X-Zegel-Typed-Bcc'] as const

export function createSending(parts: SendingParts): Sending {
  const { settings, store, serviceKey, accounts, tenants, mailstore, ledger, queue, clock, log } = parts
  const { hostname, routes } = settings
  const abilities = createAbilities({
    store, serviceKey, way: parts.way, clock, log, probe: (hops) => probeTls({ hops, hostname, tls: parts.clientTls }),
    nta7516: (domain) => ableByNta7516(parts, domain),
  })
  const policies = createPolicies({
    folder: settings.policyFolder, tenants, ledger, demotions: createRuleDemotions({ store, ledger, clock }), clock,
      log,
  })
  const extractor = createExtractor({ cacheFolder: settings.codeFolder, log })
  const senderMails = createSenderMails({
    hostname, url: settings.url, clock, prepareOutgoing: (mail) => queue.prepare(mail),
  })
  const knowledge: KnowledgeParts = {
    accounts, tenants, abilities, guests: parts.guests, clock, store,
    ...(parts.nta7516 === undefined ? {} : { nta7516: parts.nta7516 }),
    standings: createDomainStandings({ store, serviceKey, clock }),
    correspondence: createCorrespondence({ store, mailstore, clock }),
    habits: createSentHabits({ store, mailstore, clock, log }),
    numbers: createSeenNumbers({ mailstore, clock, log }), networks: createNetworks({ store, clock }),
    routeTo: (domain) => {
      const isFixed = Object.hasOwn(routes, domain) && settings.unverifiedRoutes?.includes(domain) !== true
      return (isFixed ? settings.fixedRoutesVerified : settings.verifiedAlways) ? 'verified-tls' : 'ordinary'
    },
  }
  const figures = createGuardFigures({ store, ledger, clock })
  const past = createPastAssessments({ store, serviceKey, clock })
  let impaired: readonly string[] = parts.weights === undefined ? ['models'] : []
  const watched: Assess = (draft, gathered, policy) => {
    const assessment = parts.assess?.(draft, gathered, policy) ?? assess(draft, gathered, policy, parts.weights)
    impaired = assessment.impaired
    return assessment
  }
  const judging: JudgeParts = {
    knowledge, policies, assess: watched, extract: extractor.extract,
    protectedMessages: createProtectedMessages({ store, serviceKey }), past,
  }
  const submission = createSubmission({
    accounts, store, queue, mailstore, keyring: parts.keyring, ledger, judging, senderMails, hostname, clock, log,
    keepSentCopy: settings.keepSentCopy, holdMs: settings.holdMs, watch: parts.watch,
    unwantedFields: [...TYPED_FIELDS, ...parts.nta7516?.state.kind === 'on' ? [parts.nta7516.state.profile.header.name] : []],
  })
  return {
    submission, policies, abilities, senderMails, knowledge, extractor, figures, past,
    impaired: () => impaired,
    async tidy() {
      while (await queue.returnForgotten() > 0);
      while (await queue.tellLate() > 0);
      for (const { id } of await tenants.list()) await policies.review(id)
      await figures.tidy()
      await past.tidy()
      await store.write(forgetProtected, { before: clock.now() - PROTECTED_KEPT_MS })
    },
  }
}

/** Whether mail under NTA 7516 could go to this domain now; what is asked of the sender comes with each mail. */
async function ableByNta7516(
  { nta7516, settings: { hostname }, clientTls }: SendingParts, domain: string,
): Promise<DomainAbility['nta7516']> {
  const hops = await nta7516?.hops(domain, { own: [], hasSecondFactor: true })
  if (hops?.kind !== 'hops') return hops?.kind === 'defer' ? 'unknown' : false
  const protection = nta7516Protection(hops.profile)
  const proof = await probeTls({ hops: hops.list, hostname, tls: clientTls, protection })
  return proof === 'unreachable' ? 'unknown' : proof === 'dane'
}
