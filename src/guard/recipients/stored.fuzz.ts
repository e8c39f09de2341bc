import { emptyModel, learn } from './model.ts'
import { seen } from './sent-mail.ts'
import { modelBytes, readModel } from './stored.ts'

const model = emptyModel()
for (const to of ['ann@bridge.example', 'bob@bridge.example']) learn(model, seen({ from: 'me@work.example', recipients: [to, 'cora@choir.example'], subject: 'steel', text: 'the steel is late' }))

/** Whatever bytes stand for a model: it is read whole or not at all, and what was read can be written and learnt on. */
export const fuzz = {
  name: 'recipient-model',
  seeds: [modelBytes(emptyModel()), modelBytes(model)],
  run(input: Uint8Array): void {
    const read = readModel(input)
    if (read === undefined) return
    learn(read, seen({ from: 'me@work.example', recipients: ['ann@bridge.example'], subject: 'steel', text: 'it came' }))
    if (readModel(modelBytes(read)) === undefined) throw new Error('a model that was written cannot be read')
  },
}
