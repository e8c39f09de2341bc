/** The spam filter's parts as the configuration asks for them: our own weights, and Rspamd beside them. */
import { second } from './base/sizes.ts'
import type { Clock } from './base/clock.ts'
import type { Home } from './command-line/home.ts'
import type { HealthCheck } from './health.ts'
import type { Log } from './log/log.ts'
import { createRspamd, type Rspamd } from './scan/rspamd.ts'
import type { SpamWeights } from './spam/model.ts'
import { loadSpamWeights } from './spam/spam.ts'

/** Questions to Rspamd at the same time. */
export const RSPAMD_AT_ONCE_MAX = 8

export interface SpamParts {
  readonly spam: SpamWeights | undefined
  readonly rspamd: Rspamd | undefined
  /** Whether mail is judged by all that is set up. */
  spamHealth(): HealthCheck
}

export async function createSpamParts({ home: { config }, clock, log }: {
  readonly home: Home, readonly clock: Clock, readonly log: Log,
}): Promise<SpamParts> {
  const isOn = config['spam.filter']
  const spam = isOn ? await loadSpamWeights() : undefined
  if (isOn && spam === undefined) log.warn('spam.no-weights')
  const address = config['spam.rspamd']
  const rspamd = !isOn || address === '' ? undefined : createRspamd({
    address, timeoutMs: config['spam.rspamdSeconds'] * second, scansMax: RSPAMD_AT_ONCE_MAX, clock, log,
  })
  return { spam, rspamd, spamHealth: () => spamCheck({ isOn, hasWeights: spam !== undefined, rspamd }) }
}

/** For the health page: off by choice is `off`; weights that are missing, or an Rspamd that does not answer, need attention. */
export function spamCheck({ isOn, hasWeights, rspamd }: {
  readonly isOn: boolean, readonly hasWeights: boolean, readonly rspamd: Pick<Rspamd, 'state'> | undefined,
}): HealthCheck {
  const { state, problem } = rspamd?.state() ?? { state: 'none', problem: '' }
  const text = !isOn ? '' : !hasWeights ? 'the weights of the spam filter are missing or broken: no mail is filtered'
    : state === 'unavailable' ? `Rspamd does not answer (${problem}): our own filter judges alone` : ''
  return {
    id: 'spam', state: !isOn ? 'off' : text === '' ? 'good' : 'attention', text, facts: { on: isOn, weights: hasWeights, rspamd: state },
  }
}
