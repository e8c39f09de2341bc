import type { RecipientWeights } from './odds.ts'

/**
 * Learnt numbers. Made by `node tools/run.mjs tools/train/recipient.ts FOLDER --write` from a folder of public mails
 * (Enron, released by the US energy regulator) and from mailboxes that are made; nothing of their text is in here.
 * Do not edit.
 */
export const weights: RecipientWeights = {
  fits: {
    often: 0.566,
    warm: 0.2996,
    lately: -0.3305,
    company: 0.4973,
    alike: 0.3067,
    alikeTop: 0.6921,
    thread: 0.9265,
    leftOut: -1.5733,
    greeted: 4.806,
    written: 0.8518,
    heads: 1.2634,
    mentioned: 0.8952,
    address: 1.0963,
    otherGreeted: 0.2521,
    nobodyGreeted: -0.1131,
    domain: 0.2745,
    self: 0.5812,
  },
  fitBias: -0.5513,
  slip: 1.3718,
  rank: -0.0262,
  beside: -0.2835,
  named: 0.1223,
  greeted: -3.9688,
  best: 0.0476,
  size: -0.0988,
  twin: 0.1454,
  bias: 1.7994,
}
