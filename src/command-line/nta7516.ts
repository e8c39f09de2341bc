import type { RegisterLine } from '../nta7516/criteria.ts'
import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

const words = {
  nl: {
    title: 'Register van criteria NTA 7516',
    note: 'Eigen verklaring van deze dienst, gemaakt uit wat zij van zichzelf weet. Dit is geen certificaat: de certificering is in 2022 gestopt. '
      + 'Waar de grenswaarde alleen in de tekst van de norm staat, staat hier "zie de norm".',
    head: '| Criterium | Voor | Grens | Eigen waarde | Stand | Toelichting |', norm: 'zie de norm',
    parties: { both: 'organisatie en dienst', organisation: 'organisatie', service: 'dienst' },
    standings: { 'met': 'voldoet', 'partly': 'deels', 'not-met': 'voldoet niet', 'organisation': 'aan de organisatie' },
  },
  en: {
    title: 'Register of criteria of NTA 7516',
    note: 'A statement of this service itself, made from what it knows of itself. It is no certificate: certification ended in 2022. '
      + 'Where the limit stands in the text of the norm only, this says "see the norm".',
    head: '| Criterion | For | Limit | Own value | Standing | Why |', norm: 'see the norm',
    parties: { both: 'organisation and service', organisation: 'organisation', service: 'service' },
    standings: { 'met': 'met', 'partly': 'partly', 'not-met': 'not met', 'organisation': 'up to the organisation' },
  },
} as const

/** The register of criteria, as a page that can be published or as JSON. */
export const nta7516Register: Command = {
  name: 'nta7516 register',
  parameters: '[--language nl|en] [--home DIR] [--json]',
  doc: 'Prints the register of criteria of NTA 7516: limit, own value, met or not met and why, as a page to publish. It is no certificate.',
  async run(given) {
    const { values } = readParameters(given, { language: { type: 'string', default: 'nl' } })
    const language = values.language === 'en' ? 'en' : 'nl'
    const text = words[language]
    const lines = await runOperation(values, 'nta7516.register', {})
    if (values.json) {
      for (const line of lines) print(values, line, [])
      return 0
    }
    const row = ({ code, title, party, floor, isLimitUnknown, value, standing, why }: RegisterLine): string => [
      '', `${code} ${title[language]}`, text.parties[party], floor ?? (isLimitUnknown ? text.norm : ''), (value ?? '').replaceAll('|', '/'),
      text.standings[standing], why[language], '',
    ].join(' | ').trim()
    print(values, null, [`# ${text.title}`, '', text.note, '', text.head, '|---|---|---|---|---|---|', ...lines.map(row)])
    return 0
  },
}
