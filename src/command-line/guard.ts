import { Refusal } from '../base/errors.ts'
import { readParameters, type Command } from './command.ts'

/** The guard on standard input: cases, texts or mails, one JSON object a line. Opens no home. */
function jsonl(name: string, doc: string, answerer: () => Promise<(value: unknown) => unknown>): Command {
  return {
    name,
    parameters: '--jsonl',
    doc,
    async run(words) {
      const { values } = readParameters(words, { jsonl: { type: 'boolean', default: false } })
      if (!values.jsonl) throw new Refusal('usage', `${name} reads standard input: give --jsonl`)
      const { answerLines } = await import('./lines.ts')
      return answerLines(await answerer())
    },
  }
}

/** Judges mails. */
export const guardCheck = jsonl('guard check', 'Judges mails from standard input, one JSON object a line: must each be secured, why, which values, which warnings.',
  async () => (await import('./guard-answers.ts')).answerCase)

/** Marks values in texts. */
export const guardSpans = jsonl('guard spans', 'Marks personal data and secrets in texts from standard input, one JSON object a line.',
  async () => (await import('./guard-answers.ts')).answerText)

/** Scores recipients by earlier mail. */
export const guardRecipient = jsonl('guard recipient', 'Says for every recipient of a mail how strange it is there, from the mails sent before; one JSON object a line.',
  async () => (await import('./guard-answers.ts')).answerRecipient)
