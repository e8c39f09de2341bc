import type { PolicyMistake, PolicyMistakeCode } from '../../src/guard/policy-mistakes.ts'
import { lang } from '../ui/texts.svelte.ts'
import { dutchNumber, englishNumber } from './plural.ts'

/** What follows the key in `mode: kies active of shadow.` */
type MistakeWords = Readonly<Record<PolicyMistakeCode, (mistake: Pick<PolicyMistake, 'choices' | 'least' | 'most'>) => string>>

const listed = (choices: readonly string[] = [], or: string): string =>
  choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} ${or} ${choices.at(-1) ?? ''}`

/** As YAML takes it: with a point. */
const plain = (number = 0): string => String(number)

const mistakesNl: MistakeWords = {
  'no-such-key': ({ choices }) => `dit woord kennen wij niet. Kies ${listed(choices, 'of')}.`,
  choose: ({ choices }) => `kies ${listed(choices, 'of')}.`,
  number: ({ least, most }) => `kies een getal van ${plain(least)} tot en met ${plain(most)}.`,
  list: ({ choices, most }) => choices === undefined ? `maak hier een lijst van, met hoogstens ${dutchNumber(most ?? 0)} regels.`
    : `maak hier een lijst van, met ${listed(choices, 'of')}.`,
  table: ({ choices }) => `zet hieronder woorden met een waarde. U kunt kiezen uit ${listed(choices, 'en')}.`,
  'short-text': ({ most }) => `schrijf een tekst van hoogstens ${dutchNumber(most ?? 0)} tekens.`,
  'number-shape': ({ most }) => `schrijf minstens 4 keer een 9 (cijfer) of A (letter), en hoogstens ${dutchNumber(most ?? 0)} tekens.`,
  'route-needed': () => 'kies minstens 1 manier van versturen.',
  'secures-nothing': ({ choices }) => `ordinary beveiligt niets. Mag het gewoon weg? Zet dan ${listed(choices, 'of')} op record of advise.`,
  'whole-organisation': () => 'dit geldt voor de hele organisatie. Zet het niet onder for.',
  'whom-needed': () => 'noem een afdeling (department) of een rol (role), en wat er anders is.',
  names: () => 'schrijf een naam of een lijst van namen.',
  'too-long': ({ most }) => `de tekst is te lang. Hij mag ${dutchNumber(most ?? 0)} tekens hebben.`,
  aliases: () => 'verwijzingen met & en * nemen wij niet aan.',
  yaml: () => 'dit is geen goede YAML. Kijk naar de spaties, de dubbele punt en de aanhalingstekens.',
  'not-a-policy': () => 'schrijf op elke regel een woord, een dubbele punt en een waarde.',
}

const mistakesEn: MistakeWords = {
  'no-such-key': ({ choices }) => `we do not know this word. Choose ${listed(choices, 'or')}.`,
  choose: ({ choices }) => `choose ${listed(choices, 'or')}.`,
  number: ({ least, most }) => `choose a number from ${plain(least)} to ${plain(most)}.`,
  list: ({ choices, most }) => choices === undefined ? `make this a list of at most ${englishNumber(most ?? 0)} lines.`
    : `make this a list, of ${listed(choices, 'or')}.`,
  table: ({ choices }) => `put words with a value below this. You can choose from ${listed(choices, 'and')}.`,
  'short-text': ({ most }) => `write a text of at most ${englishNumber(most ?? 0)} characters.`,
  'number-shape': ({ most }) => `write a 9 (digit) or A (letter) at least 4 times, and at most ${englishNumber(most ?? 0)} characters.`,
  'route-needed': () => 'choose at least 1 way of sending.',
  'secures-nothing': ({ choices }) => `ordinary secures nothing. May it go plainly? Then set ${listed(choices, 'or')} to record or advise.`,
  'whole-organisation': () => 'this counts for the whole organisation. Do not put it under for.',
  'whom-needed': () => 'name a department or a role, and what is different.',
  names: () => 'write a name or a list of names.',
  'too-long': ({ most }) => `the text is too long. It may have ${englishNumber(most ?? 0)} characters.`,
  aliases: () => 'we do not take references with & and *.',
  yaml: () => 'this is not proper YAML. Look at the spaces, the colon and the quotation marks.',
  'not-a-policy': () => 'write a word, a colon and a value on each line.',
}

/** The sentence of one mistake, in the language of the screen. */
export const policyMistakeText = (mistake: Pick<PolicyMistake, 'code' | 'choices' | 'least' | 'most'>): string =>
  (lang() === 'en' ? mistakesEn : mistakesNl)[mistake.code](mistake)
