import { Refusal } from '../base/errors.ts'
import { print, readParameters, type Command } from './command.ts'

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

const LANGUAGES = ['nl', 'en', 'de', 'fr'] as const

/** Judges one mail as a file, attachments and all. Exit code 0: may go as it is; 2: must be secured. */
export const guardScan: Command = {
  name: 'guard scan',
  parameters: 'FILE.eml [--internal DOMAIN]... [--language nl|en|de|fr] [--json]',
  doc: 'Judges a mail with its attachments: must it be secured, why, what stands where, which files could not be read. Exit code 2 when it must.',
  async run(words) {
    const { values, positionals } = readParameters(words, {
      internal: { type: 'string', multiple: true, default: [] }, language: { type: 'string', default: 'nl' },
    })
    const [file] = positionals
    const language = LANGUAGES.find((one) => one === values.language)
    if (file === undefined || positionals.length > 1) throw new Refusal('usage', 'guard scan takes one FILE.eml')
    if (language === undefined) throw new Refusal('usage', `--language is one of ${LANGUAGES.join(', ')}`)
    const { scanMail } = await import('./guard-scan.ts')
    const { answer, lines, isSecure } = await scanMail({ file, internalDomains: values.internal, language })
    print(values, answer, lines)
    return isSecure ? 2 : 0
  },
}
