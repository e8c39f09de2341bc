import { bench, run, summary } from 'mitata'
import { CASE_NOW, casePolicy, plainKnowledge } from './cases.ts'
import { assess } from './assess.ts'
import { mail, judged } from './guard.testing.ts'
import { blocks, scan } from './scan.ts'
import { lexicon } from './words.ts'

/** The scanner over 8 MB of prose, a whole judgement of a 10 kB mail, and the development cases. */
const sentence = 'De vergadering over het nieuwe gebouw is verplaatst naar 14 oktober; mevrouw Prins belt u morgen over de offerte. '
const text = sentence.repeat(Math.ceil(8e6 / sentence.length))
const long = `Beste Eva,\n\n${sentence.repeat(85)}\n\nMevrouw Prins, BSN 111222333, heeft een longontsteking.\n\nMet vriendelijke groet,\nJan`

summary(() => {
  bench('scan 8 MB', () => {
    let count = 0
    for (const { start, end } of blocks(text)) count += scan(text.slice(start, end), lexicon).count
    return count
  })
  bench('judge a mail of 10 kB', () => assess(mail(long), plainKnowledge({ now: CASE_NOW, internalDomains: ['kantoor.nl'] }), casePolicy).secure)
  bench('judge the 60 development cases', () => judged('presend.jsonl').length)
})

if (import.meta.main) await run()
