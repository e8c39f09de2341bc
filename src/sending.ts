/** Everything behind Send: policies, knowledge, the guard, files read by children, and submission over them. */
import { join } from 'node:path'
import type { Accounts } from './accounts/types.ts'
import type { Clock } from './base/clock.ts'
import { second } from './base/sizes.ts'
import type { Home } from './command-line/home.ts'
import type { Resolver } from './dns/types.ts'
import { createExtractor, type Extractor } from './extract/extract.ts'
import type { Keyring, ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import type { Mailstore } from './mailstore/mailstore.ts'
import type { Queue } from './queue/queue.ts'
import type { Route } from './queue/types.ts'
import { probeTls } from './smtp-client/probe.ts'
import type { Store } from './storage/store.ts'
import { createAbilities, type Abilities } from './submission/abilities.ts'
import { createCorrespondence } from './submission/correspondence.ts'
import type { Guests } from './submission/guests.ts'
import type { Assess, JudgeParts } from './submission/judge.ts'
import type { KnowledgeParts } from './submission/knowledge.ts'
import { createNetworks } from './submission/networks.ts'
import { createPolicies, type Policies } from './submission/policies.ts'
import { createProtectedMessages } from './submission/protected-messages.ts'
import { createSenderMails, type SenderMails } from './submission/sender-mail.ts'
import { createSentences, type GuardWords, type Sentences } from './submission/sentences.ts'
import { createSubmission } from './submission/submission.ts'
import type { Submission } from './submission/types.ts'
import type { Tenants } from './tenants/tenants.ts'
import type { ClientTls } from './tls/client-tls.ts'

/** The guard, as the house uses it. */
export interface Guard {
  readonly assess: Assess
  readonly words: GuardWords
}

export interface SendingParts {
  readonly home: Home
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: Keyring
  readonly accounts: Accounts
  readonly tenants: Tenants
  readonly mailstore: Mailstore
  readonly ledger: Ledger
  readonly queue: Queue
  readonly resolver: Resolver
  readonly clientTls: ClientTls
  readonly guests: Guests
  readonly guard: Guard
  readonly clock: Clock
  readonly log: Log
}

export interface Sending {
  readonly submission: Submission
  readonly policies: Policies
  readonly abilities: Abilities
  readonly sentences: Sentences
  readonly senderMails: SenderMails
  readonly knowledge: KnowledgeParts
  readonly extractor: Extractor
}

export function createSending(parts: SendingParts): Sending {
  const { home: { config, folder }, store, serviceKey, accounts, tenants, mailstore, ledger, queue, guard, clock, log } = parts
  const hostname = config['hostname']
  const abilities = createAbilities({
    store, serviceKey, resolver: parts.resolver, routes: config['delivery.routes'], clock, log,
    fixedIsPinned: config['delivery.fixedRouteTls'] === 'verified',
    probe: (hops, names) => probeTls({ hops, names, hostname, tls: parts.clientTls }),
  })
  const policies = createPolicies({ folder, tenants, ledger, clock, log })
  const extractor = createExtractor({ cacheFolder: join(folder, 'cache', 'code'), log })
  const sentences = createSentences(guard.words)
  const senderMails = createSenderMails({
    hostname, url: config['portal.url'] === '' ? `https://${hostname}` : config['portal.url'], sentences, clock, prepareOutgoing: (mail) => queue.prepare(mail),
  })
  const knowledge: KnowledgeParts = {
    accounts, tenants, abilities, guests: parts.guests, clock,
    correspondence: createCorrespondence({ store, mailstore, clock }), networks: createNetworks({ store, clock }),
    routeTo: plainRoute(parts.home),
  }
  const judging: JudgeParts = {
    knowledge, policies, assess: guard.assess, extract: extractor.extract,
    protectedMessages: createProtectedMessages({ store, serviceKey }),
  }
  const submission = createSubmission({
    accounts, store, queue, mailstore, keyring: parts.keyring, ledger, judging, senderMails, sentences, hostname, clock, log,
    keepSentCopy: config['submission.keepSentCopy'],
    holdMs: { jmap: config['hold.webSeconds'] * second, submission: config['hold.submissionSeconds'] * second },
  })
  return { submission, policies, abilities, sentences, senderMails, knowledge, extractor }
}

/** How mail that nothing asks to secure travels to a domain. */
function plainRoute({ config }: Home): (domain: string) => Route {
  return (domain) => {
    const need = config[Object.hasOwn(config['delivery.routes'], domain) ? 'delivery.fixedRouteTls' : 'delivery.tls']
    return need === 'verified' ? 'verified-tls' : 'ordinary'
  }
}
