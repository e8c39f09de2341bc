import { Refusal } from '../base/errors.ts'
import { readParameters, type Command } from './command.ts'

/** Scores messages from standard input. Opens no home. */
export const spamScore: Command = {
  name: 'spam score',
  parameters: '--jsonl',
  doc: 'Scores raw messages from standard input, one JSON object a line with id and text: score, spam, phish, and why.',
  async run(words) {
    const { values } = readParameters(words, { jsonl: { type: 'boolean', default: false } })
    if (!values.jsonl) throw new Refusal('usage', 'spam score reads standard input: give --jsonl')
    const [{ judgeMessage, loadSpamWeights }, { answerLines }] = await Promise.all([import('../spam/spam.ts'), import('./lines.ts')])
    const weights = await loadSpamWeights()
    if (weights === undefined) throw new Refusal('no-weights', 'the weights of the spam filter are missing or broken')
    return await answerLines((value) => {
      if (typeof value !== 'object' || value === null || !('id' in value) || !('text' in value)) return undefined
      if (typeof value.text !== 'string') return undefined
      const { score, isSpam, isPhishing, signs } = judgeMessage(new TextEncoder().encode(value.text), weights, { proof: 'of-message' })
      return { id: value.id, score: Math.round(score * 1000) / 1000, spam: isSpam, phish: isPhishing, signs }
    })
  },
}
