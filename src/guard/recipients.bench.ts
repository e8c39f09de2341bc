import { emptyModel, learn, modelBytes, readModel, score, type SentMail } from './recipients.ts'

/** A mailbox of many sent mails: what one more mail costs to learn and to score, and how large the state is. */
const MAILS = 100_000
const PEOPLE = 3000
const TIMES = 50

let state = 7
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const person = (): string => `person${Math.floor(random() ** 3 * PEOPLE)}@house${Math.floor(random() * 40)}.example`
const words = Array.from({ length: 4000 }, (_, index) => `word${index.toString(36)}`)
const text = (length: number): string => Array.from({ length }, () => words[Math.floor(random() ** 2 * words.length)]).join(' ')
const mail = (recipients: number): SentMail => ({ from: 'me@work.example', recipients: Array.from({ length: recipients }, person), subject: text(3), text: text(120) })

const model = emptyModel()
const began = performance.now()
for (let index = 0; index < MAILS; index += 1) learn(model, mail(1 + Math.floor(random() ** 4 * 12)))
const learnMs = (performance.now() - began) / MAILS

function timed(work: () => unknown): number {
  const times = Array.from({ length: TIMES }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  }).toSorted((a, b) => a - b)
  return Math.round((times[Math.floor(TIMES * 0.95)] ?? 0) * 1000) / 1000
}

const [small, large] = [mail(3), mail(40)]
const bytes = modelBytes(model)
console.log(JSON.stringify({
  what: `recipient model after ${MAILS} sent mails`, learnMs: Math.round(learnMs * 1000) / 1000, contacts: model.contacts.size, pairs: model.pairs.size, stateKiB: Math.round(bytes.length / 1024),
  score3P95Ms: timed(() => score(model, small)), score40P95Ms: timed(() => score(model, large)),
    writeP95Ms: timed(() => modelBytes(model)), readP95Ms: timed(() => readModel(bytes)),
}))
